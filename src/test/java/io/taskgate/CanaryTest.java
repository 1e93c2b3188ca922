package io.taskgate;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.CanaryValues;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.LocalAws;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// Searches everything that the gateway shows or stores for unique values. Task tokens, API keys, signatures,
/// secrets and payloads enter in every way and cause every error. The test also checks that each value was
/// processed and that each searched place was written for these callbacks, because otherwise the search would
/// prove nothing.
@QuarkusTest
@TestProfile(AuditedRequestsTest.Audited.class)
class CanaryTest extends PlantedCanaries {

    /// The attributes of the ledger's items that contain payloads, which are inline if they are small
    /// (docs/ledger.md).
    private static final Set<String> HOLDS_PAYLOADS =
            Set.of("request", "outcome", "lateAnswer", "result", "pastGenerations");

    @TestHTTPResource(value = "/", management = true)
    URI management;

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
                register(large(form(secrets.plant("a token over budget"), "orders", "reject", fresh("order")), 3_000)));
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

        // Quarkus's own handler would log the URL with the signature.
        assertThat(raw("POST " + task.success() + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400");

        Task shaped = planted("orders", "approve", "no shape fits");
        refused(400, nobody().body(payload("a result that no shape takes")).post(shaped.success()));
        refused(
                413,
                nobody().body(progress("progress too large").replace("\"at\"", "\"" + "x".repeat(70_000) + "\""))
                        .post(shaped.heartbeat()));

        Task over = planted("orders", "reject", "the result is over budget");
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

    /// Sends events that end as dead letters and stray events.
    ///
    /// @return the marks by which they are found
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
        // Uses the API, because a received dead letter is hidden from all other receivers. For content that
        // is not JSON, it shows only the size.
        String size = "\"bytes\":" + half.length();
        for (String mark : List.of(noRoute, size, forged, text)) {
            await("dead letter of " + mark).atMost(SOON).until(() -> buried().contains(mark));
        }
        return List.of(noRoute, size, forged, text, stray);
    }

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

    /// Tests the data that callers of another service can see through every permitted request.
    private String others() {
        StringBuilder text = new StringBuilder();
        for (Task task : tasks) {
            text.append(shipping().get("/v1/callbacks/" + task.id()).asString());
            text.append(shipping()
                    .body("{}")
                    .post(byKey(task, "plain", "heartbeat"))
                    .asString());
            text.append(shipping()
                    .body(REASON)
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

        // Each place was written for the planted values.
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
        // An event contains the worker's links, which are intended for it. It contains no other credential
        // and no result.
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
