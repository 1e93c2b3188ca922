package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests answers by correlation key (`/v1/correlations/{service}/{operation}/{key}`), with each documented
/// status.
@QuarkusTest
public class CorrelationApiTest extends GatewayTest {

    private static String path(String key, String call) {
        return "/v1/correlations/orders/plain/" + key + "/" + call;
    }

    @Test
    void aSuccessIsReported() {
        Task task = task("plain");

        Response response = worker().body("{\"ok\": true}").post(path(task.key(), "success"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("callbackId").asText()).isEqualTo(task.id());
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void aFailureIsReported() {
        Task task = task("plain");

        Response response = worker().body("{\"error\": \"OutOfStock\"}").post(path(task.key(), "failure"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("OutOfStock");
    }

    /// Finding 2, over HTTP: a late retry of a client that had received no response.
    @Test
    void promise15ALateTryWithTheSameIdempotencyKeyDoesNotAnswerTheNextToken() {
        Task first = task("plain");
        String key = fresh("answer");
        assertThat(answered(first, key, "1").statusCode()).isEqualTo(200);
        Task second = task("orders", "plain", first.key());

        JsonNode refused = problem(answered(second, key, "1"), 410, "callback-closed");
        assertThat(refused.path("detail").asText()).contains("used for an earlier token");

        assertThat(record(second.id()).path("state").asText()).isEqualTo("PENDING");
        assertThat(answered(second, fresh("answer"), "2").statusCode()).isEqualTo(200);
        assertThat(executions().ended(second.execution().arn()).output()).isEqualTo("2");
    }

    private static Response answered(Task task, String idempotencyKey, String result) {
        return worker().header("Idempotency-Key", idempotencyKey).body(result).post(path(task.key(), "success"));
    }

    @Test
    void aMalformedIdempotencyKeyIsRefused() {
        Task task = task("plain");

        problem(answered(task, "a b", "1"), 400, "invalid-request");

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void aHeartbeatIsRelayed() {
        Task task = task("plain");

        Response response = worker().body("{\"progress\": 1}").post(path(task.key(), "heartbeat"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("state").asText()).isEqualTo("PENDING");
        assertThat(truth(task.execution().arn())).anyMatch(line -> line.contains("SendTaskHeartbeat"));
    }

    @Test
    void aKeyMayHoldAnythingThatIsEncoded() {
        Task task = task("orders", "plain", fresh("größe 1/2 & ?"));

        Response response =
                worker().body("1").post("/v1/correlations/{s}/{o}/{k}/success", "orders", "plain", task.key());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    }

    @Test
    void anAnswerThatNobodyWaitsForYetIsEarly() {
        String key = fresh("order");

        Response success = worker().body("1").post(path(key, "success"));
        Response again = worker().body("1").post(path(key, "success"));
        JsonNode other = problem(worker().body("2").post(path(key, "success")), 409, "outcome-conflict");

        assertThat(success.statusCode()).isEqualTo(202);
        assertThat(json(success).path("state").asText()).isEqualTo("EARLY");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(json(again).path("state").asText()).isEqualTo("EARLY");
        assertThat(other.path("state").asText()).isEqualTo("EARLY");
    }

    @Test
    void anEarlyFailureIsKeptToo() {
        String key = fresh("order");

        Response failure = worker().body("{\"error\": \"OutOfStock\", \"cause\": \"none\"}")
                .post(path(key, "failure"));

        assertThat(failure.statusCode()).isEqualTo(202);
        assertThat(json(failure).path("state").asText()).isEqualTo("EARLY");
        Task task = task("orders", "plain", key);
        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("OutOfStock");
    }

    @Test
    void anEarlyHeartbeatIsToldSo() {
        Response heartbeat = worker().post(path(fresh("order"), "heartbeat"));

        assertThat(heartbeat.statusCode()).isEqualTo(202);
        assertThat(json(heartbeat).path("state").asText()).isEqualTo("EARLY");
    }

    @Test
    void anAnswerThatCannotBeReportedNowIs202() {
        Task task = task("plain");
        faults(Fault.of("SendTaskFailure", Fault.Kind.THROTTLE, 1_000));

        Response response = worker().body("{\"error\": \"E\"}").post(path(task.key(), "failure"));

        assertThat(response.statusCode()).isEqualTo(202);
        noFaults();
        awaitState(task.id(), "DELIVERED");
    }

    @Test
    void aDifferentAnswerIs409() {
        Task task = task("plain");
        worker().body("1").post(path(task.key(), "success"));

        problem(worker().body("{\"error\": \"E\"}").post(path(task.key(), "failure")), 409, "outcome-conflict");
    }

    @Test
    void aClosedTaskIs410() {
        Task task = task("plain");
        executions().stop(task.execution().arn());

        problem(worker().post(path(task.key(), "heartbeat")), 410, "callback-closed");
        problem(worker().body("1").post(path(task.key(), "success")), 410, "callback-closed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"success|1", "failure|{\"error\": \"E\"}", "heartbeat|{}"})
    void whoMayNotIsToldSo(String call, String body) {
        Task task = task("plain");
        String here = path(task.key(), call);

        problem(nobody().body(body).post(here), 401, "unauthenticated");
        problem(workflow().body(body).post(here), 403, "forbidden");
        problem(shipping().body(body).post(here), 404, "not-found");
        // a link is valid only for its own paths
        problem(nobody().queryParam("signature", task.signature()).body(body).post(here), 401, "unauthenticated");

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"success|1", "failure|{\"error\": \"E\"}", "heartbeat|{}"})
    void anUnknownRouteIs404AndLooksLikeAForeignOne(String call, String body) {
        JsonNode unknown =
                problem(shipping().body(body).post("/v1/correlations/nobody/plain/k/" + call), 404, "not-found");
        JsonNode foreign =
                problem(shipping().body(body).post("/v1/correlations/orders/plain/k/" + call), 404, "not-found");

        assertThat(unknown.path("detail")).isEqualTo(foreign.path("detail"));
    }

    @Test
    void aKeyThatIsTooLongIs400() {
        problem(worker().body("1").post(path("k".repeat(257), "success")), 400, "invalid-request");
    }

    @Test
    void aBodyThatIsTooLargeOrNoJsonOrOverBudget() {
        String key = fresh("order");

        problem(
                worker().body("\"" + "x".repeat(1_048_576) + "\"").post(path(key, "success")),
                413,
                "payload-too-large");
        problem(
                worker().contentType("application/xml").body("<a/>").post(path(key, "success")),
                415,
                "unsupported-media-type");
        problem(
                worker().body("\"" + "x".repeat(3_000) + "\"")
                        .post("/v1/correlations/orders/reject/" + key + "/success"),
                422,
                "budget-exceeded");
    }

    @Test
    void aLedgerThatIsAwayIs503() {
        String key = fresh("order");

        withoutLedger(() -> {
            problem(worker().body("1").post(path(key, "success")), 503, "unavailable");
            problem(worker().post(path(key, "heartbeat")), 503, "unavailable");
        });
    }
}
