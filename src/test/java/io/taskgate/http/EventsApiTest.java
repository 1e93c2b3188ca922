package io.taskgate.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.EventFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests events over HTTP: EventBridge's format, CloudEvents, and their senders' grants.
@QuarkusTest
class EventsApiTest extends GatewayTest {

    private static String moved(Task task, String status) {
        return "{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Moved\", \"detail\": " + detail(task, status)
                + "}";
    }

    private static String detail(Task task, String status) {
        return "{\"parcel\": {\"id\": \"" + task.key() + "\"}, \"status\": \"" + status + "\", \"place\": \"door\"}";
    }

    private static String cloudEvent(Task task, String status) {
        return "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"acme.parcels\", \"type\": \"Parcel Moved\", "
                + "\"data\": " + detail(task, status) + "}";
    }

    private static Response post(String type, String body) {
        return given().header("X-Api-Key", "a-worker")
                .contentType(type)
                .body(body)
                .post("/v1/events");
    }

    private static String result(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return json(response).path("result").asText();
    }

    private Task parcel() {
        return task("parcels", "send", fresh("parcel"));
    }

    private void assertDelivered(Task task) {
        assertThat(executions().ended(task.execution().arn()).output())
                .isEqualTo("{\"at\":\"door\",\"parcel\":\"" + task.key() + "\"}");
    }

    // ---- EventBridge

    @Test
    void anApiDestinationBringsAnEvent() {
        Task task = parcel();
        String source = "acme." + fresh("direct");
        new EventFixture().routeToApi(source, "a-worker");

        new EventFixture()
                .put(
                        source,
                        "Callback Succeeded",
                        "{\"service\": \"parcels\", \"operation\": \"send\", \"correlationKey\": \"" + task.key()
                                + "\", \"result\": 5}");

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("5");
    }

    @Test
    void aForeignEventSettles() {
        Task task = parcel();

        Response answer = post("application/json", moved(task, "DELIVERED"));

        assertThat(result(answer)).isIn("REPORTED", "COMMITTED");
        assertThat(json(answer).path("callbackId").asText()).isEqualTo(task.id());
        assertDelivered(task);
        assertThat(result(post("application/json", moved(task, "DELIVERED")))).isIn("REPORTED", "COMMITTED");
        assertThat(result(post("application/json", moved(task, "LOST")))).isEqualTo("CONFLICT");
        assertThat(result(post("application/json", moved(task, "MOVING")))).isEqualTo("CLOSED");
        assertThat(result(post("application/json", moved(task, "SEEN")))).isEqualTo("IGNORED");
    }

    @Test
    void anEventThatFitsNothingIsTaken() {
        assertThat(result(post("application/json", "{\"detail-type\": \"" + fresh("x") + "\", \"detail\": {}}")))
                .isEqualTo("UNMATCHED");
    }

    // ---- CloudEvents

    @ParameterizedTest
    @ValueSource(
            strings = {"application/cloudevents+json", "application/json", "application/cloudevents+json; charset=utf-8"
            })
    void aStructuredCloudEventSettles(String type) {
        Task task = parcel();

        assertThat(result(post(type, cloudEvent(task, "DELIVERED")))).isIn("REPORTED", "COMMITTED");

        assertDelivered(task);
    }

    @Test
    void aBinaryCloudEventSettles() {
        Task task = parcel();

        Response answer = worker().header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "acme.parcels")
                .header("ce-type", "Parcel%20Moved")
                .body(detail(task, "DELIVERED"))
                .post("/v1/events");

        assertThat(result(answer)).isIn("REPORTED", "COMMITTED");
        assertDelivered(task);
    }

    @Test
    void aBatchOfCloudEventsSettlesEach() {
        Task one = parcel();
        Task other = parcel();

        Response answer = post(
                "application/cloudevents-batch+json",
                "[" + cloudEvent(one, "DELIVERED") + ", " + cloudEvent(other, "MOVING") + "]");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        JsonNode results = json(answer).path("events");
        assertThat(results.get(0).path("result").asText()).isIn("REPORTED", "COMMITTED");
        assertThat(results.get(1).path("result").asText()).isEqualTo("HEARTBEAT");
        assertDelivered(one);
    }

    @Test
    void aBatchSaysWhichOfItsEventsIsWrongAndTakesTheOthers() {
        Task task = parcel();

        Response answer = post(
                "application/cloudevents-batch+json",
                "[" + cloudEvent(task, "EXPLODED") + ", " + cloudEvent(task, "DELIVERED") + "]");

        JsonNode problem = problem(answer, 400, "invalid-request");
        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("[0].event");
        assertDelivered(task);
    }

    @Test
    void aCloudEventInTaskgatesOwnWordsNeedsNoRoute() {
        Task task = task("plain");

        Response answer = post(
                "application/cloudevents+json",
                "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"x\", \"type\": \"Callback Succeeded\", "
                        + "\"data\": {\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature()
                        + "\", \"result\": {\"ok\": true}}}");

        assertThat(result(answer)).isIn("REPORTED", "COMMITTED");
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("{\"ok\":true}");
    }

    // ---- authorization

    @Test
    void promise15AnEventForAnotherServiceIsRefused() {
        Task task = parcel();

        problem(
                shipping()
                        .body("{\"detail-type\": \"Callback Succeeded\", \"detail\": {\"callbackId\": \"" + task.id()
                                + "\", \"result\": 1}}")
                        .post("/v1/events"),
                404,
                "not-found");
        problem(
                shipping()
                        .body("{\"detail-type\": \"Callback Requested\", \"detail\": "
                                + form("t", "orders", "plain", "k") + "}")
                        .post("/v1/events"),
                404,
                "not-found");
        problem(nobody().body(moved(task, "DELIVERED")).post("/v1/events"), 401, "unauthenticated");
        problem(operator().body(moved(task, "DELIVERED")).post("/v1/events"), 403, "forbidden");

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    /// Neither the status nor the body reveals it.
    @Test
    void promise15ARouteOfOthersLooksLikeNoRoute() {
        Task task = parcel();

        for (String type : new String[] {"Callback Succeeded", "Callback Heartbeat", "Callback Requested"}) {
            assertThat(asShipping(type, "orders", "plain"))
                    .as(type)
                    .isEqualTo(asShipping(type, "orders", "nothing"))
                    .isEqualTo(asShipping(type, "nothing", "plain"));
        }
        assertThat(result(shipping().body(moved(task, "DELIVERED")).post("/v1/events")))
                .isEqualTo("UNMATCHED");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    private static JsonNode asShipping(String type, String service, String operation) {
        ObjectNode detail = form("t", service, operation, fresh("k")).put("result", 1);
        Response response = shipping()
                .body("{\"detail-type\": \"" + type + "\", \"detail\": " + detail + "}")
                .post("/v1/events");
        return problem(response, 404, "not-found");
    }

    /// Such keys resemble other keys or break a line of a log.
    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "a\\u0000b", "a\\u202eb", "a\\u200bb", ".", ".."})
    void promise15AKeyThatCanNotBeSeenIsRefused(String key) {
        for (String type : new String[] {"Callback Succeeded", "Callback Heartbeat"}) {
            String detail = "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \"" + key
                    + "\", \"result\": 1}";
            problem(
                    post("application/json", "{\"detail-type\": \"" + type + "\", \"detail\": " + detail + "}"),
                    400,
                    "invalid-request");
        }
        String moved = "{\"source\": \"acme.parcels\", \"detail-type\": \"Parcel Moved\", \"detail\": "
                + "{\"parcel\": {\"id\": \"" + key + "\"}, \"status\": \"LOST\"}}";
        problem(post("application/json", moved), 400, "invalid-request");
    }

    @Test
    void aWorkflowsKeyRegisters() {
        String key = fresh("order");
        var execution = executions().start();

        Response answer = workflow()
                .body("{\"detail-type\": \"Callback Requested\", \"detail\": "
                        + form(execution.token(), "orders", "plain", key) + "}")
                .post("/v1/events");

        assertThat(result(answer)).isEqualTo("REGISTERED");
        // the bus delivers the event asynchronously
        await().atMost(SOON)
                .until(() -> recorder().events("Task Requested", key).size() == 1);
    }

    // ---- invalid events and outages

    @Test
    void wrongEventsAreRefused() {
        Task task = parcel();

        assertThat(problem(post("application/json", "[]"), 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("detail");
        problem(post("application/json", moved(task, "EXPLODED")), 400, "invalid-request");
        problem(post("text/plain", moved(task, "LOST")), 415, "unsupported-media-type");
        problem(post("application/json", ""), 400, "invalid-request");
        problem(post("application/json", "{\"a\": \"" + "x".repeat(1 << 20) + "\"}"), 413, "payload-too-large");
    }

    @Test
    void nothingIsAcknowledgedWithoutTheLedger() {
        Task task = parcel();

        withoutLedger(() -> {
            Response answer = post("application/json", moved(task, "DELIVERED"));
            assertThat(problem(answer, 503, "unavailable").path("detail").asText())
                    .containsAnyOf("The ledger table (DynamoDB)", "Processing exceeds the timeout");
            // the ledger's client has 5 s for all attempts, plus the delay of a busy machine
            assertThat(answer.time()).isLessThan(10_000);
            problem(post("application/json", "{\"detail-type\": \"x\", \"detail\": {}}"), 503, "unavailable");
        });

        assertThat(result(post("application/json", moved(task, "DELIVERED")))).isIn("REPORTED", "COMMITTED");
        assertDelivered(task);
    }
}
