package io.taskgate.http.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.payload.claimcheck.PayloadOwner;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests every operation of the OpenAPI document on resources of others: another tenant gets the same
/// response as for a missing resource; another owner of the same tenant is denied.
@QuarkusTest
class TenantMatrixTest extends GatewayTest {

    private static final String MACHINES = "arn:aws:states:us-east-1:000000000000:stateMachine:";

    /// The resource of a request.
    ///
    /// @param token a token of the caller itself
    private record Subject(String callback, String key, String batch, JsonNode reference, String token) {

        String within(String path) {
            String id = path.startsWith("/v1/batches") ? batch : callback;
            return path.replace("{id}", id)
                    .replace("{key}", key)
                    .replace("{service}", "orders")
                    .replace("{operation}", "approve")
                    .replace("{index}", "0")
                    .replace("{job}", "none");
        }

        /// Removes the values that differ between two resources.
        String strip(String text) {
            return text.replace(callback, "ID")
                    .replace(key, "KEY")
                    .replace(batch, "BATCH")
                    .replace(reference.path("Key").asText(), "PAYLOAD");
        }
    }

    private record Operation(String method, String path, String id) {}

    /// The bodies of operations that name a resource in the body, or need a body.
    private static final Map<String, Function<Subject, JsonNode>> BODIES = Map.ofEntries(
            Map.entry("registerCallback", about -> form(about.token(), "orders", "approve", about.key())),
            Map.entry("startBatch", TenantMatrixTest::batchOf),
            Map.entry("readPayload", about -> object("reference", about.reference())),
            Map.entry("cancelCallback", _ -> parsed("{'reason': 'a test'}")),
            Map.entry("redriveCallback", _ -> parsed("{'reason': 'a test'}")),
            Map.entry("actOnCallbacks", TenantMatrixTest::bulk),
            Map.entry("resumeBatch", _ -> parsed("{}")),
            Map.entry("revokeLinks", _ -> parsed("{'reason': 'a test'}")),
            Map.entry("transferCallback", _ -> parsed("{'principal': 'key:neighbour', 'reason': 'a test'}")),
            Map.entry("fail", _ -> parsed("{'error': 'Other'}")),
            Map.entry("failByKey", _ -> parsed("{'error': 'Other'}")),
            Map.entry("heartbeat", _ -> parsed("{}")),
            Map.entry("heartbeatByKey", _ -> parsed("{}")));

    /// Operations that concern no callback, batch or payload, or that are only for holders of a link. A new
    /// operation that is not listed here must be part of the matrix.
    private static final Set<String> ABOUT_NOTHING = Set.of(
            "listCallbacks",
            "call",
            "callStatus",
            "listDeadLetters",
            "redriveDeadLetters",
            "postEvents",
            "postWebhook",
            "historyBudget",
            "checkIn",
            "previewShape",
            "listStrayEvents",
            "listRoutes",
            "getStats",
            "streamChanges",
            "getIdentity",
            "failRunner",
            "succeedRunner");

    private static ObjectNode parsed(String json) {
        return Json.parseTrusted(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .deepCopy();
    }

    private static ObjectNode object(String name, JsonNode value) {
        ObjectNode json = parsed("{}");
        json.set(name, value);
        return json;
    }

    private static ObjectNode bulk(Subject about) {
        ObjectNode form = parsed("{'action': 'cancel', 'reason': 'a test'}");
        form.putArray("ids").add(about.callback());
        return form;
    }

    private static ObjectNode batchOf(Subject about) {
        ObjectNode form = parsed("{}");
        form.put("taskToken", about.token()).put("runner", MACHINES + "none");
        ObjectNode s3 = form.putObject("itemsFrom").putObject("s3");
        s3.put("bucket", about.reference().path("Bucket").asText());
        s3.put("key", about.reference().path("Key").asText()).put("format", "json");
        return form;
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        json(given().accept("application/json").get("/q/openapi?format=json"))
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> all.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue().path("operationId").asText()))));
        return all.stream()
                .filter(operation -> !operation.id().isEmpty() && !ABOUT_NOTHING.contains(operation.id()))
                .toList();
    }

    private static Response call(String key, Operation operation, Subject about) {
        JsonNode body =
                BODIES.getOrDefault(operation.id(), _ -> parsed("{'ok': true}")).apply(about);
        return as(key).body(operation.method().equals("GET") ? "" : body.toString())
                .request(operation.method(), about.within(operation.path()));
    }

    private Subject current() {
        Task task = task("approve");
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode batch = parsed("{'items': [1]}");
        batch.put("runner", machine()).put("taskToken", parent.token());
        Response started = workflow().body(batch.toString()).post("/v1/batches");
        assertThat(started.statusCode()).as(started.asString()).isEqualTo(202);
        return new Subject(
                task.id(),
                task.key(),
                json(started).path("batchId").asText(),
                checkedIn("[\"" + fresh("content") + "\"]"),
                executions().start().token());
    }

    private static String machine() {
        return createStateMachine(fresh("runner"), """
            {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": true}}}\
            """);
    }

    private static JsonNode checkedIn(String content) {
        Response stored = workflow().body(content).post("/v1/payloads");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
        return json(stored).path("reference");
    }

    /// Well-formed and of the same owner, but missing.
    private Subject absent(Subject there) {
        ObjectNode reference = there.reference().deepCopy();
        String digest = "0".repeat(64);
        PayloadOwner owner =
                PayloadOwner.ofKey(there.reference().path("Key").asText()).orElseThrow();
        reference.put("Key", owner.path() + "sha256/00/" + digest).put("sha256", digest);
        return new Subject(
                "cb_" + "A".repeat(27),
                fresh("order"),
                "bt_" + "A".repeat(27),
                reference,
                executions().start().token());
    }

    @Test
    void anotherTenantCannotTellWhatIsOthersFromWhatIsNotThere() {
        Subject victims = current();
        Subject absent = absent(victims);
        assertThat(operations()).hasSizeGreaterThan(15).allSatisfy(operation -> {
            Response ofOthers = call("neighbour-tenant", operation, victims);
            Response ofNothing = call("neighbour-tenant", operation, absent);
            assertThat(ofOthers.statusCode()).as(operation.id()).isNotIn(401, 403, 500, 502, 504);
            assertThat(ofOthers.statusCode()).as(operation.id()).isEqualTo(ofNothing.statusCode());
            if (ofOthers.statusCode() >= 400) {
                assertThat(victims.strip(ofOthers.asString()))
                        .as(operation.id())
                        .isEqualTo(absent.strip(ofNothing.asString()));
            }
        });
        assertThat(as("neighbour-tenant").get("/v1/callbacks?limit=500").asString())
                .doesNotContain(victims.callback());
        JsonNode record = record(victims.callback());
        assertThat(record.path("state").asText()).isEqualTo("PENDING");
        assertThat(record.path("generation").asInt()).isEqualTo(1);
        assertThat(record.path("owner").toString()).contains("key:workflow");
    }

    @Test
    void noRoleOfAnotherTenantTellsThemApart() {
        Subject victims = current();
        Subject absent = absent(victims);
        for (String role : LocalAws.ROLES) {
            assertThat(operations()).allSatisfy(operation -> {
                Response ofOthers = call(LocalAws.othersKeyOf(role), operation, victims);
                Response ofNothing = call(LocalAws.othersKeyOf(role), operation, absent);
                String what = role + ": " + operation.id();
                assertThat(ofOthers.statusCode()).as(what).isNotIn(401, 500, 502, 504);
                assertThat(ofOthers.statusCode()).as(what).isEqualTo(ofNothing.statusCode());
                if (ofOthers.statusCode() >= 400) {
                    assertThat(victims.strip(ofOthers.asString()))
                            .as(what)
                            .isEqualTo(absent.strip(ofNothing.asString()));
                }
            });
        }
        JsonNode record = record(victims.callback());
        assertThat(record.path("state").asText()).isEqualTo("PENDING");
        assertThat(record.path("generation").asInt()).isEqualTo(1);
    }

    /// Without this test, the tests above would also pass for requests that no caller could send.
    @Test
    void theOwnersTenantIsServed() {
        Subject own = current();
        assertThat(operations())
                .filteredOn(operation ->
                        !Set.of("startBatch", "resumeBatch", "registerCallback").contains(operation.id()))
                .allSatisfy(operation -> assertThat(
                                call("own-tenant", operation, own).statusCode())
                        .as(operation.id())
                        .isIn(200, 202, 409, 410));
        assertThat(call("own-tenant", new Operation("POST", "/v1/batches", "startBatch"), own)
                        .asString())
                .doesNotContain("There is no object");
    }

    /// A caller of the same tenant with its own principal, without the role operator.
    @Test
    void anotherOwnerOfTheTenantGetsNothingOfWhatIsNotShared() {
        Subject owners = current();
        Map<String, Integer> expected = Map.of(
                "registerCallback", 409,
                "startBatch", 400,
                "getBatch", 404,
                "resumeBatch", 404,
                "readPayload", 404);
        expected.forEach((id, status) -> {
            Operation operation = operations().stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            Response response = call("colleague", operation, owners);
            assertThat(response.statusCode())
                    .as(id + ": " + response.asString())
                    .isEqualTo(status);
        });
    }

    /// A payload that the boundary of a service stored is readable by all callers of the service, and by no
    /// others.
    @Test
    void payloadsOfAServiceAreForItsCallers() {
        Task task = task("shipping", "send", fresh("order"));
        worker().body("{\"report\": \"" + "x".repeat(300_000) + "\"}").post(task.success());
        JsonNode output = Json.parseTrusted(
                executions().ended(task.execution().arn()).output().getBytes(StandardCharsets.UTF_8));
        assertThat(output.path("Key").asText()).startsWith("default/shipping/sha256/");
        ObjectNode read = object("reference", output);
        read.putObject("shape").putObject("Parameters").put("n", 1);

        assertThat(shipping().body(read.toString()).post("/v1/payloads/read").statusCode())
                .isEqualTo(200);
        problem(as("colleague").body(read.toString()).post("/v1/payloads/read"), 404, "not-found");
    }

    @Test
    void theSameContentOfAnotherTenantIsAnotherPayload() {
        String content = "[\"" + fresh("content") + "\"]";
        JsonNode ours = checkedIn(content);
        JsonNode theirs =
                json(as("neighbour-tenant").body(content).post("/v1/payloads")).path("reference");

        assertThat(theirs.path("sha256")).isEqualTo(ours.path("sha256"));
        assertThat(theirs.path("Key")).isNotEqualTo(ours.path("Key"));
        assertThat(theirs.path("Key").asText()).startsWith("other/");
    }

    @Test
    void aTenantOverItsLimitWaitsAndNobodyElse() {
        List<Response> all = IntStream.range(0, 20)
                .mapToObj(_ -> as("crowded-tenant").get("/v1/callbacks"))
                .toList();

        assertThat(all.getFirst().statusCode()).isEqualTo(200);
        Response refused = all.stream()
                .filter(response -> response.statusCode() != 200)
                .findFirst()
                .orElseThrow();
        assertThat(problem(refused, 429, "rate-limited").path("detail").asText())
                .contains("taskgate.limits.tenants");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(operator().get("/v1/callbacks").statusCode()).isEqualTo(200);
    }

    /// Their tenant is unknown, so an operator of another tenant does not see them.
    @Test
    void eventsThatNobodyCouldReadAreForTheGatewaysTenant() {
        problem(as("neighbour-tenant").get("/v1/dead-letters"), 403, "forbidden");
        problem(as("neighbour-tenant").body(REASON).post("/v1/dead-letters/redrive"), 403, "forbidden");
        problem(as("neighbour-tenant").get("/v1/stray-events"), 403, "forbidden");
        assertThat(operator().get("/v1/stray-events").statusCode()).isEqualTo(200);
    }
}
