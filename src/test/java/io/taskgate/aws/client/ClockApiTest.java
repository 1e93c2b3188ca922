package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.runtime.CorrectedClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests the responses to callers while the machine clock is wrong.
@QuarkusTest
class ClockApiTest extends GatewayTest {

    @Inject
    CorrectedClock clock;

    @Inject
    ClockSkewMonitor replies;

    @AfterEach
    void setTheClockRight() {
        await().atMost(SOON).untilAsserted(() -> {
            offBy(0);
            assertThat(clock.isTrusted()).isTrue();
            assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofSeconds(2));
        });
    }

    @Test
    void registrationsHeartbeatsAndCallsWithATokenAre503AndSayWhyAndAnswersGoOn() {
        var execution = executions().start();
        String key = fresh("order");
        Task task = registered(
                execution, key, form(execution.token(), "orders", "plain", key).put("heartbeatSeconds", 60));
        var other = executions().start();
        String otherKey = fresh("order");

        refused(() -> workflow()
                .body(form(other.token(), "orders", "plain", otherKey).toString())
                .post("/v1/callbacks"));
        refused(() -> nobody().body("{}").post(task.heartbeat()));
        refused(() -> workflow()
                .header("Task-Token", other.token())
                .header("Execution-Arn", other.arn())
                .body("{}")
                .post("/v1/calls/quotes/other"));

        offBy(90);
        Response answered = nobody().body("1").post(task.success());
        assertThat(answered.statusCode()).as(answered.asString()).isIn(200, 202);
        setTheClockRight();
        assertThat(executions().ended(execution.arn()).output()).isEqualTo("1");
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isZero();
        registered(other, otherKey, form(other.token(), "orders", "plain", otherKey));
    }

    /// AWS's replies are frequent and correct, so the clock is wrong only for a moment.
    private void refused(Supplier<Response> request) {
        await().atMost(SOON).untilAsserted(() -> {
            offBy(90);
            Response response = request.get();
            JsonNode problem = problem(response, 503, "unavailable");
            assertThat(response.header("Retry-After")).isNotBlank();
            assertThat(problem.path("detail").asText()).contains("behind AWS time", "Synchronize it", "Retry");
        });
    }

    private void offBy(int seconds) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(seconds).atOffset(ZoneOffset.UTC));
        for (int i = 0; i < 5; i++) {
            replies.compare(date, clock.nanoTime());
        }
    }
}
