package io.taskgate;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.taskgate.payload.json.Json;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.CanaryValues;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import io.taskgate.testing.gateway.TestRoutes;
import io.taskgate.testing.gateway.TestWebhookSigner;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Task tokens, API keys, signatures, secrets and payloads, each with a value that nothing else holds, come in
/// by every way and by every error; then everything that the gateway shows or keeps is searched for them. That
/// each value did pass, and that each place was written about these callbacks, is asserted: otherwise the
/// search proves nothing.
@QuarkusTest
@TestProfile(AuditedRequestsTest.Audited.class)
class CanaryTest extends GatewayTest {

    private static final String QUOTES = "/v1/calls/quotes/";

    /// A runner that tells its links, waits for a while, and gives its items back.
    private static final String TELLING = """
            {"StartAt": "Tell", "States": {
              "Tell": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "ResultPath": null,
                "Parameters": {"Entries": [{"Source": "test", "DetailType": "Runner", "EventBusName": "default",
                  "Detail": {"taskgate.$": "$.taskgate"}}]}, "Next": "Work"},
              "Work": {"Type": "Wait", "Seconds": 60, "Next": "Done"},
              "Done": {"Type": "Pass", "End": true}}}""";

    /// Attributes of the ledger's items that hold payloads, inline while they are small (docs/ledger.md).
    private static final Set<String> HOLDS_PAYLOADS = Set.of("request", "outcome", "late", "result", "past");

    /// What entitles to something: shown to nobody but whom it is for.
    private final CanaryValues secrets = new CanaryValues();

    /// What workflows and workers hand over: it goes to the other side, and is kept in the ledger and in S3.
    private final CanaryValues payloads = new CanaryValues();

    /// What a worker says of its work (progress, errors and causes): operators see it.
    private final CanaryValues said = new CanaryValues();

    private final List<Task> tasks = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final EventFixture events = new EventFixture();

    @TestHTTPResource(value = "/", management = true)
    URI management;

    // ---- planting

    private Response seen(Response response) {
        answers.add(response.statusCode() + " " + response.headers() + " " + response.asString());
        return response;
    }

    private void refused(int status, Response response) {
        assertThat(seen(response).statusCode()).as(response.asString()).isEqualTo(status);
    }

    private String payload(String way) {
        return "{\"value\": \"" + payloads.plant(way) + "\"}";
    }

    private String failure(String way) {
        return "{\"error\": \"Failed\", \"cause\": \"" + said.plant(way) + "\"}";
    }

    private String progress(String way) {
        return "{\"progress\": {\"at\": \"" + said.plant(way) + "\"}}";
    }

    private Task planted(String service, String operation, String way) {
        return planted(service, operation, fresh("order"), way, false);
    }

    /// An execution whose token is registered, with an input.
    private Task planted(String service, String operation, String key, String way, boolean inHeader) {
        ExecutionFixture.Waiting execution = executions().start();
        secrets.add("the token, " + way, execution.token());
        ObjectNode form = form(execution.token(), service, operation, key).put("executionArn", execution.arn());
        form.withObject("/input").put("value", payloads.plant("input, " + way));
        if (inHeader) {
            form.remove("taskToken");
        }
        Response response = inHeader
                ? workflow()
                        .header("Task-Token", execution.token())
                        .body(form.toString())
                        .post("/v1/callbacks")
                : register(form);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        Task task = new Task(
                execution,
                key,
                json(response).path("callbackId").asText(),
                json(response).path("links"));
        secrets.add("the signature, " + way, task.signature());
        tasks.add(task);
        return task;
    }

    private String value(CanaryValues canaries, String what) {
        return canaries.all().get(what);
    }

    /// The execution got the payload.
    private void assertGot(Task task, String what) {
        assertThat(executions().output(task.execution().arn()).toString()).contains(value(payloads, what));
    }

    private void assertFailed(Task task, String what) {
        assertThat(executions().ended(task.execution().arn()).cause()).contains(value(said, what));
    }

    /// The worker got the registration's input, in its event.
    private void assertPublished(Task task, String way) {
        assertThat(recorder().all())
                .anyMatch(event -> event.contains(task.key()) && event.contains(value(payloads, "input, " + way)));
    }

    private void byHttp() {
        Task success = planted("orders", "plain", "success by link");
        seen(nobody().body(progress("heartbeat by link")).post(success.heartbeat()));
        assertThat(record(success.id()).path("progress").toString()).contains(value(said, "heartbeat by link"));
        seen(nobody().body(payload("result by link")).post(success.success()));
        assertGot(success, "result by link");
        assertPublished(success, "success by link");

        Task failed = planted("orders", "plain", fresh("order"), "failure by link", true);
        seen(nobody().body(failure("cause by link")).post(failed.failure()));
        assertFailed(failed, "cause by link");

        Task byKey = planted("orders", "plain", "success by key");
        seen(worker().body(progress("heartbeat by key")).post(byKey(byKey, "plain", "heartbeat")));
        assertThat(record(byKey.id()).path("progress").toString()).contains(value(said, "heartbeat by key"));
        seen(worker().body(payload("result by key")).post(byKey(byKey, "plain", "success")));
        assertGot(byKey, "result by key");

        Task failedByKey = planted("orders", "plain", "failure by key");
        seen(worker().body(failure("cause by key")).post(byKey(failedByKey, "plain", "failure")));
        assertFailed(failedByKey, "cause by key");

        String early = fresh("order");
        seen(worker().body(payload("early result")).post("/v1/correlations/orders/plain/" + early + "/success"));
        assertGot(planted("orders", "plain", early, "early", false), "early result");
    }

    private void byEvents() {
        ExecutionFixture.Waiting requested = executions().start();
        secrets.add("the token, by event", requested.token());
        String key = fresh("order");
        ObjectNode form = form(requested.token(), "orders", "plain", key).put("executionArn", requested.arn());
        form.putObject("input").put("value", payloads.plant("input, by event"));
        events.put("Callback Requested", form.toString());
        await().atMost(SOON)
                .until(() -> recorder().all().stream()
                        .anyMatch(event -> event.contains(key) && event.contains(value(payloads, "input, by event"))));
        events.put(
                "Callback Succeeded",
                "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + key + "\", \"result\": "
                        + payload("result by event and key") + "}");
        assertThat(executions().output(requested.arn()).toString())
                .contains(value(payloads, "result by event and key"));

        Task linked = planted("orders", "plain", "event by link");
        events.put(
                "Callback Heartbeat",
                "{\"callbackId\": \"" + linked.id() + "\", \"signature\": \"" + linked.signature()
                        + "\", \"progress\": \"" + said.plant("heartbeat by event") + "\"}");
        await().atMost(SOON)
                .until(() -> record(linked.id()).path("progress").asText(), value(said, "heartbeat by event")::equals);
        events.send(
                "{\"source\": \"a.service\", \"account\": \"000000000000\", \"detail-type\": \"Callback Failed\","
                        + " \"detail\": {\"callbackId\": \"" + linked.id() + "\", \"signature\": \""
                        + linked.signature()
                        + "\", \"error\": \"E\", \"cause\": \"" + said.plant("cause by queue") + "\"}}",
                Map.of());
        assertFailed(linked, "cause by queue");

        Task posted = planted("orders", "plain", "posted event");
        seen(worker().body("{\"detail-type\": \"Callback Succeeded\", \"detail\": {\"callbackId\": \"" + posted.id()
                        + "\", \"signature\": \"" + posted.signature() + "\", \"result\": "
                        + payload("result by posted event") + "}}")
                .post("/v1/events"));
        assertGot(posted, "result by posted event");

        Task parcel = planted("parcels", "send", "an event of a service");
        events.route(
                fresh("acme"),
                "{\"source\": [\"acme.parcels\"], \"detail\": {\"parcel\": {\"id\": [\"" + parcel.key() + "\"]}}}");
        events.put(
                "acme.parcels",
                "Parcel Moved",
                "{\"parcel\": {\"id\": \"" + parcel.key() + "\"}, \"status\": \"DELIVERED\", \"place\": \""
                        + payloads.plant("result of a service's event") + "\"}");
        assertGot(parcel, "result of a service's event");

        Task payment = planted("payments", "hmac", "a webhook");
        String paid =
                "{\"order\": \"" + payment.key() + "\", \"amount\": \"" + payloads.plant("result by webhook") + "\"}";
        String signature = TestWebhookSigner.hex(TestRoutes.WEBHOOK_SECRET, paid);
        secrets.add("the webhook's signature", signature);
        secrets.add("the webhook's secret", TestRoutes.WEBHOOK_SECRET);
        seen(nobody().header("X-Signature", signature).body(paid).post("/v1/events/payments/hmac"));
        assertGot(payment, "result by webhook");
    }

    private void byCallsAndPayloads() {
        String response = payloads.plant("response of a service");
        service().on("/create", answering(200, "{\"price\": \"" + response + "\"}"));
        String item = payloads.plant("request of a call");
        Response called = workflow().body("{\"item\": \"" + item + "\"}").post(QUOTES + "create");
        assertThat(called.asString()).contains(response);
        assertThat(service().requests("/create"))
                .anyMatch(request -> request.body().contains(item));

        service().on("/keyed", answering(200, "{}"));
        assertThat(seen(workflow().body("{}").post("/v1/calls/keyed/any")).statusCode())
                .isEqualTo(200);
        assertThat(service().requests("/keyed"))
                .anyMatch(
                        request -> "the service's key".equals(request.headers().get("x-service-key")));
        secrets.add("the service's key", "the service's key");

        ExecutionFixture.Waiting caller = executions().start();
        secrets.add("the token of a call", caller.token());
        service().on("/broken", answering(200, "{\"price\": \"" + payloads.plant("response for a token") + "\"}"));
        seen(workflow()
                .header("Task-Token", caller.token())
                .header("Execution-Arn", caller.arn())
                .body("{}")
                .post(QUOTES + "broken"));
        assertThat(executions().output(caller.arn()).toString()).contains(value(payloads, "response for a token"));

        JsonNode reference = json(workflow().body(payload("checked in")).post("/v1/payloads"))
                .path("reference");
        assertThat(stored(reference.path("Key").asText())).contains(value(payloads, "checked in"));
        assertThat(workflow()
                        .body("{\"reference\": " + reference + "}")
                        .post("/v1/payloads/read")
                        .asString())
                .contains(value(payloads, "checked in"));
    }

    private void byBatches() {
        ExecutionFixture.Waiting parent = executions().start();
        secrets.add("the token of a batch", parent.token());
        String machine = fresh("telling");
        createStateMachine(machine, TELLING);
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("runner", "arn:aws:states:us-east-1:000000000000:stateMachine:" + machine)
                .put("name", "canary")
                .put("taskToken", parent.token())
                .put("executionArn", parent.arn())
                .put("runnerLinks", true);
        form.putArray("items").add(payloads.plant("an item of a batch"));
        Response started = seen(workflow().body(form.toString()).post("/v1/batches"));
        String id = json(started).path("batchId").asText();
        String told = await().atMost(SOON)
                .until(
                        () -> recorder().all().stream()
                                .filter(event -> event.contains("\"Runner\"") && event.contains(id))
                                .findFirst()
                                .orElse(""),
                        event -> !event.isEmpty());
        JsonNode taskgate = Json.trusted(told.getBytes(StandardCharsets.UTF_8)).at("/detail/taskgate");
        secrets.add("a runner's signature", taskgate.path("signature").asText());
        URI link = URI.create(taskgate.at("/links/success").asText());
        seen(nobody().body(payload("a runner's result")).post(link.getRawPath() + "?" + link.getRawQuery()));
        assertThat(executions().output(parent.arn()).toString()).contains(value(payloads, "a runner's result"));
    }

    private void byErrors() throws IOException {
        refused(
                400,
                workflow()
                        .body("{\"taskToken\": \"" + secrets.plant("a malformed token") + "\", \"input\": \""
                                + payloads.plant("a malformed input"))
                        .post("/v1/callbacks"));
        refused(
                400,
                workflow()
                        .body("{\"service\": \"orders\", \"operation\": \"plain\", \"taskToken\": [\""
                                + secrets.plant("a token in an array") + "\"], \"heartbeatSeconds\": \""
                                + payloads.plant("a text for a number") + "\"}")
                        .post("/v1/callbacks"));
        refused(400, register(form(secrets.plant("a token without a route"), "orders", "nothing", fresh("order"))));
        refused(
                400,
                register(form(
                        secrets.plant("a token too long") + "x".repeat(2_100), "orders", "plain", fresh("order"))));
        refused(401, as(secrets.plant("an unknown key")).get("/v1/callbacks"));
        refused(
                401,
                nobody().header("Authorization", "Bearer " + secrets.plant("an unknown bearer token"))
                        .get("/v1/callbacks"));
        refused(
                403,
                worker().body(form(secrets.plant("a forbidden token"), "orders", "plain", "k")
                                .toString())
                        .post("/v1/callbacks"));
        refused(
                422,
                register(large(form(secrets.plant("a token over budget"), "orders", "refuse", fresh("order")), 3_000)));
        refused(
                413,
                workflow()
                        .body("{\"taskToken\": \"" + secrets.plant("a token too large") + "\", \"x\": \""
                                + payloads.plant("a body too large") + "x".repeat(2 << 20) + "\"}")
                        .post("/v1/callbacks"));
        refused(
                400,
                workflow()
                        .body("{\"shape\": {\"Output\": \"{% $number($states.input.value) %}\"}, \"payload\": "
                                + payload("a payload that no expression takes") + "}")
                        .post("/v1/shapes/preview"));

        Task task = planted("orders", "plain", "answered twice");
        seen(nobody().body(payload("the first answer")).post(task.success()));
        assertGot(task, "the first answer");
        refused(409, nobody().body(payload("a conflicting answer")).post(task.success()));
        String forged = task.success().replaceAll("signature=.*", "signature=" + secrets.plant("a forged signature"));
        refused(404, nobody().body(payload("a forged answer")).post(forged));

        // Quarkus's own handler would log its URL, with the signature.
        assertThat(raw("POST " + task.success() + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400");

        Task shaped = planted("orders", "approve", "no shape fits");
        refused(400, nobody().body(payload("a result that no shape takes")).post(shaped.success()));
        refused(
                413,
                nobody().body(progress("progress too large").replace("\"at\"", "\"" + "x".repeat(70_000) + "\""))
                        .post(shaped.heartbeat()));

        Task over = planted("orders", "refuse", "the result is over budget");
        refused(
                422,
                nobody().body("{\"value\": \"" + payloads.plant("a result over budget") + "x".repeat(3_000) + "\"}")
                        .post(over.success()));

        String unknown = secrets.plant("a token that Step Functions does not know");
        Task rejected = registered(
                new ExecutionFixture.Waiting("", "", unknown),
                fresh("order"),
                form(unknown, "orders", "plain", fresh("order")));
        secrets.add("the signature of a rejected task", rejected.signature());
        seen(nobody().body(payload("a rejected answer")).post(rejected.success()));
        awaitState(rejected.id(), "REJECTED");

        Task throttled = planted("orders", "plain", "a report that fails at first");
        faults(Fault.of("SendTaskSuccess", Fault.Kind.ERROR, 2));
        seen(nobody().body(payload("a result that is reported late")).post(throttled.success()));
        assertGot(throttled, "a result that is reported late");

        for (int status : new int[] {409, 500}) {
            service()
                    .on(
                            "/coded",
                            answering(
                                    status,
                                    "{\"code\": \"C\", \"message\": \"" + payloads.plant("an error of " + status)
                                            + "\"}"));
            refused(
                    502,
                    workflow()
                            .body(payload("a request that fails with " + status))
                            .post(QUOTES + "coded"));
            assertThat(service().requests("/coded"))
                    .anyMatch(
                            request -> request.body().contains(value(payloads, "a request that fails with " + status)));
        }
        service().on("/other", answering(200, "no JSON: " + payloads.plant("a response that is no JSON")));
        refused(502, workflow().body("{}").post(QUOTES + "other"));
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static ObjectNode large(ObjectNode form, int bytes) {
        form.putObject("input").put("large", "x".repeat(bytes));
        return form;
    }

    private String mark() {
        return fresh("mark");
    }

    /// Events that end as dead letters and strays.
    ///
    /// @return what they are found by
    private List<String> byBuriedEvents() {
        String noRoute = mark();
        events.put(
                "Callback Requested",
                form(secrets.plant("a token of no route"), "orders", "nothing", noRoute)
                        .toString());
        String half =
                "{\"half\": \"" + "x".repeat(791) + "\", \"taskToken\": \"" + secrets.plant("a token in half an event");
        events.send(half, Map.of());
        String forged = mark();
        events.put(
                "Callback Failed",
                "{\"callbackId\": \"" + forged + "\", \"signature\": \"" + secrets.plant("a signature of no callback")
                        + "\", \"error\": \"E\"}");
        String text = mark();
        events.send(
                "{\"id\": \"" + text
                        + "\", \"detail-type\": \"Callback Succeeded\", \"detail\": [\"Authorization: Bearer "
                        + secrets.plant("a bearer token in a text") + "\"]}",
                Map.of());
        String stray = mark();
        assertThat(seen(worker().body(
                                        "{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Lost\", \"detail\": {\"mark\": \""
                                                + stray + "\", \"taskToken\": \""
                                                + secrets.plant("a token in a stray event")
                                                + "\", \"x\": {\"apiKey\": \"" + secrets.plant("a key in a stray event")
                                                + "\"}}}")
                                .post("/v1/events"))
                        .statusCode())
                .isEqualTo(200);
        // By the API: who receives a dead letter hides it from all others. Of what is no JSON it shows the
        // size.
        String size = "\"bytes\":" + half.length();
        for (String mark : List.of(noRoute, size, forged, text)) {
            await("dead letter of " + mark).atMost(SOON).until(() -> buried().contains(mark));
        }
        return List.of(noRoute, size, forged, text, stray);
    }

    // ---- searching

    private static void none(SoftAssertions softly, String where, CanaryValues canaries, String text) {
        softly.assertThat(canaries.in(text)).as(where).isEmpty();
    }

    private String metrics() {
        return RestAssured.given()
                .accept("text/plain")
                .get(management.resolve("/q/metrics"))
                .asString();
    }

    private static List<Map<String, AttributeValue>> ledger() {
        try (DynamoDbClient dynamodb =
                ExecutionFixture.client(DynamoDbClient.builder(), LocalAws.aws().dynamodb())) {
            return dynamodb.scanPaginator(scan -> scan.tableName("taskgate-callbacks")).items().stream()
                    .toList();
        }
    }

    /// What callers of another service see, by everything that they may ask.
    private String others() {
        StringBuilder text = new StringBuilder();
        for (Task task : tasks) {
            text.append(shipping().get("/v1/callbacks/" + task.id()).asString());
            text.append(shipping()
                    .body("{}")
                    .post(byKey(task, "plain", "heartbeat"))
                    .asString());
            text.append(shipping()
                    .body("{}")
                    .post("/v1/callbacks/" + task.id() + "/cancel")
                    .asString());
        }
        for (String list : new String[] {"/v1/callbacks?limit=500", "/v1/dead-letters?limit=50", "/v1/stray-events"}) {
            text.append(shipping().get(list).asString());
        }
        return text.toString();
    }

    private static String shownToOperators(List<Task> tasks) {
        StringBuilder text = new StringBuilder();
        tasks.forEach(task -> text.append(record(task.id())));
        return text.append(operator().get("/v1/callbacks?limit=500").asString()).toString();
    }

    private static String buried() {
        return operator().get("/v1/dead-letters?limit=50").asString()
                + operator().get("/v1/stray-events?limit=200").asString();
    }

    @Test
    void whatIsPlantedIsFoundNowhere() throws IOException {
        Logger own = Logger.getLogger("io.taskgate");
        Level before = own.getLevel();
        own.setLevel(Level.FINE);
        List<String> logged;
        List<String> marks;
        secrets.add("the workflow's key", LocalAws.WORKFLOW);
        secrets.add("the operator's key", LocalAws.OPERATOR);
        secrets.add("the key of the links", LocalAws.LINK_KEY);
        secrets.add("the key of the vault", LocalAws.VAULT_KEY);
        try (LogTrap trap = LogTrap.open()) {
            byHttp();
            byEvents();
            byCallsAndPayloads();
            byBatches();
            byErrors();
            marks = byBuriedEvents();
            events.awaitEmptyQueue();
            logged = trap.lines();
        } finally {
            own.setLevel(before);
        }
        String log = String.join("\n", logged);
        String audit = Files.readString(AuditedRequestsTest.FILE);
        String buried = buried();
        List<Map<String, AttributeValue>> ledger = ledger();
        List<String> published = recorder().all().stream()
                .filter(event -> event.contains("\"source\":\"taskgate\""))
                .toList();

        // Each place was written about what was planted.
        assertThat(tasks).allSatisfy(task -> assertThat(log).contains(task.id()));
        assertThat(tasks).allSatisfy(task -> assertThat(ledger.toString()).contains(task.id()));
        assertThat(audit).contains(tasks.getFirst().id()).contains("DENIED");
        assertThat(metrics()).contains("taskgate_");
        assertThat(buried).contains(marks);
        assertThat(published).isNotEmpty();

        SoftAssertions softly = new SoftAssertions();
        for (CanaryValues canaries : List.of(secrets, payloads, said)) {
            none(softly, "log", canaries, log);
            none(softly, "metrics", canaries, metrics());
            none(softly, "audit log", canaries, audit);
            none(softly, "answers to others", canaries, others());
        }
        none(softly, "answers", secrets, String.join("\n", answers));
        none(softly, "answers to operators", secrets, shownToOperators(tasks));
        none(softly, "answers to operators", payloads, shownToOperators(tasks));
        none(softly, "dead letters and stray events", secrets, buried);
        none(softly, "ledger", secrets, ledger.toString());
        ledger.forEach(item -> item.forEach((name, value) -> {
            if (!HOLDS_PAYLOADS.contains(name)) {
                none(softly, "ledger: " + name, payloads, value.toString());
            }
        }));
        // An event holds the worker's links: those are for it. Nothing else that entitles to anything, and no
        // result.
        CanaryValues tokens = new CanaryValues();
        secrets.all().entrySet().stream()
                .filter(secret -> !secret.getKey().startsWith("the signature"))
                .forEach(secret -> tokens.add(secret.getKey(), secret.getValue()));
        none(softly, "published events", tokens, published.toString());
        CanaryValues results = new CanaryValues();
        payloads.all().entrySet().stream()
                .filter(payload -> !payload.getKey().startsWith("input"))
                .forEach(payload -> results.add(payload.getKey(), payload.getValue()));
        none(softly, "published events", results, published.toString());
        none(softly, "published events", said, published.toString());
        softly.assertAll();
    }

    @Test
    void aCanaryIsFoundInEachFormThatItMayHave() {
        CanaryValues canaries = new CanaryValues();
        String value = canaries.plant("a token") + "+/=" + "x".repeat(100);
        canaries.add("a token", value);

        assertThat(canaries.in("before " + value + " after")).containsExactly("a token");
        assertThat(canaries.in("?token=" + java.net.URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .containsExactly("a token");
        assertThat(canaries.in(java.util.Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))))
                .containsExactly("a token");
        assertThat(canaries.in(value.substring(0, 60) + "…")).containsExactly("a token");
        assertThat(canaries.in("another text")).isEmpty();
    }
}
