package io.taskgate.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.ExecutionFixture;
import io.taskgate.testing.gateway.TestWebhookSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests attackers of a route that a provider answers by signed calls: without the secret, and with a
/// captured call.
@QuarkusTest
class WebhookRouteTest extends GatewayTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String HMAC = "/v1/events/payments/hmac";

    private static String result(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return json(response).path("result").asText();
    }

    private static String paid(String key, int amount) {
        return "{\"order\": \"" + key + "\", \"amount\": " + amount + "}";
    }

    private static Response call(String body) {
        return nobody().header("X-Signature", TestWebhookSigner.hex(SECRET, body))
                .body(body)
                .post(HMAC);
    }

    /// Registers the next generation of a key. The owner is the same, because neither registration names its
    /// execution.
    private Task payment(String key) {
        ExecutionFixture.Waiting execution = executions().start();
        ObjectNode form = form(execution.token(), "payments", "hmac", key);
        return registered(execution, key, form);
    }

    // ---- other ways to answer

    @ParameterizedTest
    @ValueSource(strings = {"success", "failure", "heartbeat"})
    void promise15AWebhooksRouteIsNotAnsweredByAKey(String what) {
        Task task = payment(fresh("order"));
        String body = switch (what) {
            case "failure" -> "{\"error\": \"Declined\"}";
            case "heartbeat" -> "{}";
            default -> "{\"status\": \"PAID\"}";
        };

        Response byKey = worker().body(body).post("/v1/correlations/payments/hmac/" + task.key() + "/" + what);
        Response byId = worker().body(body).post("/v1/callbacks/" + task.id() + "/" + what);
        Response unknown = worker().body(body).post("/v1/correlations/payments/nothing/" + task.key() + "/" + what);

        assertThat(problem(byKey, 404, "not-found").path("detail"))
                .isEqualTo(problem(unknown, 404, "not-found").path("detail"));
        problem(byId, 404, "not-found");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isZero();
    }

    @Test
    void promise15AWebhooksRouteIsNotAnsweredByALink() {
        Task task = payment(fresh("order"));

        problem(nobody().body("{\"status\": \"PAID\"}").post(task.success()), 404, "not-found");
        problem(nobody().post(task.heartbeat()), 404, "not-found");

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void promise15AWebhooksRouteIsNotAnsweredByAPostedEvent() {
        Task task = payment(fresh("order"));
        String byKey = "{\"service\": \"payments\", \"operation\": \"hmac\", \"correlationKey\": \"" + task.key()
                + "\", \"result\": 1}";
        String byId = "{\"callbackId\": \"" + task.id() + "\", \"result\": 1}";
        String byLink =
                "{\"callbackId\": \"" + task.id() + "\", \"signature\": \"" + task.signature() + "\", \"result\": 1}";

        for (String detail : new String[] {byKey, byId, byLink}) {
            Response answer = worker().body("{\"detail-type\": \"Callback Succeeded\", \"detail\": " + detail + "}")
                    .post("/v1/events");
            assertThat(answer.statusCode()).as(detail + answer.asString()).isEqualTo(404);
        }

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void aWebhooksRouteThatNamesKeysIsAnsweredByThem() {
        Task byKey = task("payments", "open", fresh("order"));
        Task byId = task("payments", "open", fresh("order"));

        worker().body("1").post("/v1/correlations/payments/open/" + byKey.key() + "/success");
        worker().body("2").post("/v1/callbacks/" + byId.id() + "/success");
        problem(nobody().body("3").post(byId.success()), 404, "not-found");

        assertThat(executions().ended(byKey.execution().arn()).output()).isEqualTo("1");
        assertThat(executions().ended(byId.execution().arn()).output()).isEqualTo("2");
    }

    // ---- replays

    @Test
    void promise15ACapturedCallDoesNotAnswerTheNextGeneration() {
        String key = fresh("order");
        Task first = payment(key);
        String captured = paid(key, 12);
        assertThat(result(call(captured))).isIn("REPORTED", "COMMITTED");
        awaitState(first.id(), "DELIVERED");
        assertThat(result(call(captured))).isIn("REPORTED", "COMMITTED");

        Task second = payment(key);
        Response replayed = call(captured);

        assertThat(result(replayed)).isEqualTo("REPLAYED");
        assertThat(record(second.id()).path("state").asText()).isEqualTo("PENDING");
        assertThat(result(call(paid(key, 13)))).isIn("REPORTED", "COMMITTED");
        assertThat(executions().ended(second.execution().arn()).output()).isEqualTo("13");
    }

    /// GitHub signs only the body, so the sender can choose the event's name in the header.
    @Test
    void promise15AnUnsignedHeaderSaysNothing() {
        Task task = task("payments", "github", fresh("order"));
        String body = "{\"order\": \"" + task.key() + "\", \"amount\": 12}";

        Response answer = nobody().header("X-GitHub-Event", "paid")
                .header("X-Hub-Signature-256", "sha256=" + TestWebhookSigner.hex(SECRET, body))
                .body(body)
                .post("/v1/events/payments/github");

        assertThat(result(answer)).isEqualTo("UNMATCHED");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    // ---- unknown routes

    @Test
    void promise15WhichRoutesTakeWebhooksIsNotTold() {
        String body = paid(fresh("order"), 1);
        ObjectNode[] answers = {
            refused(HMAC, body), refused("/v1/events/orders/plain", body), refused("/v1/events/no/thing", body)
        };

        assertThat(answers[1]).isEqualTo(answers[0]);
        assertThat(answers[2]).isEqualTo(answers[0]);
    }

    private static ObjectNode refused(String path, String body) {
        Response response =
                nobody().header("X-Signature", "0".repeat(64)).body(body).post(path);
        ObjectNode problem = (ObjectNode) problem(response, 401, "unauthenticated");
        problem.remove("instance");
        return problem;
    }
}
