package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import org.junit.jupiter.api.Test;

/// Tests that the workers of a stopped execution are notified in each way that their routes define.
@QuarkusTest
class StoppedExecutionTest extends GatewayTest {

    @Test
    void aWorkerByEventIsToldByEventAndByItsNextHeartbeat() {
        Task task = task("plain");

        executions().stop(task.execution().arn());

        awaitState(task.id(), "CLOSED");
        await().atMost(SOON)
                .until(() -> recorder().events("Task Cancelled", task.key()).size() == 1);
        JsonNode told =
                recorder().events("Task Cancelled", task.key()).getFirst().path("detail");
        assertThat(told.path("callbackId").asText()).isEqualTo(task.id());
        assertThat(told.path("reason").asText()).contains("ABORTED");
        JsonNode stop = problem(nobody().post(task.heartbeat()), 410, "callback-closed");
        assertThat(stop.path("reason").asText()).contains("ABORTED");
    }

    @Test
    void aWorkerByHttpIsCalledOff() {
        Task task = task("billing", "cancellable", fresh("bill 1/2"));

        executions().stop(task.execution().arn());

        await().atMost(SOON)
                .until(() -> recorder().requests(task.key()).stream()
                        .anyMatch(request -> request.method().equals("DELETE")));
        var cancelled = recorder().requests(task.key()).getLast();
        assertThat(cancelled.path()).isEqualTo("/jobs/" + task.key());
        assertThat(cancelled.idempotencyKey()).endsWith(".cancelled");
        assertThat(cancelled.body().path("reason").asText()).contains("ABORTED");
    }

    @Test
    void aCancelledTaskIsCalledOffToo() {
        Task task = task("billing", "cancellable", fresh("bill"));

        operator().body("{\"reason\": \"no more\"}").post("/v1/callbacks/" + task.id() + "/cancel");

        await().atMost(SOON)
                .until(() -> recorder().requests(task.key()).stream()
                        .anyMatch(request -> request.method().equals("DELETE")));
        assertThat(recorder()
                        .requests(task.key())
                        .getLast()
                        .body()
                        .path("reason")
                        .asText())
                .isEqualTo("Taskgate.Cancelled");
    }

    @Test
    void anExecutionThatGoesOnLosesNothing() {
        createStateMachine(REPORTED, """
                {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3000, "End": true}}}""");
        var execution = executions().start();
        String arn = executions().start(REPORTED, "{}");
        String key = fresh("order");
        Task task = registered(
                execution, key, form(execution.token(), "orders", "plain", key).put("executionArn", arn));

        reporter()
                .body("{\"source\": \"aws.states\", \"detail-type\": \"Step Functions Execution Status Change\", "
                        + "\"detail\": {\"executionArn\": \"" + arn + "\", \"status\": \"ABORTED\"}}")
                .post("/v1/events")
                .then()
                .statusCode(200);

        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }
}
