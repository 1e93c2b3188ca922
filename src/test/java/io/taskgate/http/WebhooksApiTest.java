package io.taskgate.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.TestWebhookSigner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// Tests webhooks of services with each signature scheme.
@QuarkusTest
class WebhooksApiTest extends GatewayTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

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

    private static String body(Task task) {
        return "{\"id\": \"evt_1\", \"type\": \"charge\", \"action\": \"paid\", \"order\": \"" + task.key()
                + "\", \"amount\": 12}";
    }

    private void assertPaid(Task task, Response answer) {
        assertThat(result(answer)).isIn("REPORTED", "COMMITTED");
        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("12");
    }

    @Test
    void githubsWebhookSettles() {
        Task task = task("payments", "github", fresh("order"));

        Response answer = nobody().header("X-GitHub-Event", "paid")
                .header("X-Hub-Signature-256", "sha256=" + TestWebhookSigner.hex(SECRET, body(task)))
                .body(body(task))
                .post("/v1/events/payments/github");

        assertPaid(task, answer);
    }

    @Test
    void aWebhookThatItsPatternLeavesOutIsAStray() {
        Task task = task("payments", "github", fresh("order"));

        String body = body(task).replace("paid", "opened");
        Response answer = nobody().header("X-GitHub-Event", "ping")
                .header("X-Hub-Signature-256", "sha256=" + TestWebhookSigner.hex(SECRET, body))
                .body(body)
                .post("/v1/events/payments/github");

        assertThat(result(answer)).isEqualTo("UNMATCHED");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @Test
    void stripesWebhookSettles() {
        Task task = task("payments", "stripe", fresh("order"));
        long now = Instant.now().getEpochSecond();

        Response answer = nobody().header(
                        "Stripe-Signature", "t=" + now + ",v1=" + TestWebhookSigner.hex(SECRET, now + "." + body(task)))
                .body(body(task))
                .post("/v1/events/payments/stripe");

        assertPaid(task, answer);
    }

    @Test
    void aStandardWebhookSettles() {
        Task task = task("payments", "standard", fresh("order"));
        long now = Instant.now().getEpochSecond();
        byte[] secret = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
        String signature =
                Base64.getEncoder().encodeToString(TestWebhookSigner.hmac(secret, "msg_1." + now + "." + body(task)));

        Response answer = nobody().header("webhook-id", "msg_1")
                .header("webhook-timestamp", now)
                .header("webhook-signature", "v1," + signature)
                .body(body(task))
                .post("/v1/events/payments/standard");

        assertPaid(task, answer);
    }

    @Test
    void aWebhookWithoutAGenuineSignatureIsRefused() {
        Task task = task("payments", "hmac", fresh("order"));
        String signature = TestWebhookSigner.hex(SECRET, body(task));

        problem(nobody().body(body(task)).post("/v1/events/payments/hmac"), 401, "unauthenticated");
        problem(
                nobody().header("X-Signature", signature)
                        .body(body(task).replace("12", "13"))
                        .post("/v1/events/payments/hmac"),
                401,
                "unauthenticated");
        problem(
                worker().header("X-Signature", "00").body(body(task)).post("/v1/events/payments/hmac"),
                401,
                "unauthenticated");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");

        assertPaid(
                task, nobody().header("X-Signature", signature).body(body(task)).post("/v1/events/payments/hmac"));
    }

    @Test
    void aWebhooksBodyMustBeAnObject() {
        String body = "[1]";
        Response answer = nobody().header("X-Signature", TestWebhookSigner.hex(SECRET, body))
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/events/payments/hmac");

        problem(answer, 400, "invalid-request");
    }

    /// A caller that may post events with a key must not be able to impersonate the provider.
    @Test
    void aWebhooksRouteIsNotReachedByAnEvent() {
        Task task = task("payments", "github", fresh("order"));

        Response answer = post(
                "application/json",
                "{\"source\": \"webhook\", \"detail-type\": \"charge\", \"detail\": " + body(task) + "}");

        assertThat(result(answer)).isEqualTo("UNMATCHED");
        await().atMost(SOON)
                .until(() -> record(task.id()).path("state").asText().equals("PENDING"));
    }
}
