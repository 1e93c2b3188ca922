package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests `heartbeat` by ID, and tasks without heartbeats.
@QuarkusTest
public class HeartbeatApiTest extends GatewayTest {

    private Task watched() {
        var execution = executions().start();
        String key = fresh("order");
        return registered(
                execution, key, form(execution.token(), "orders", "plain", key).put("heartbeatSeconds", 60));
    }

    @Test
    void aHeartbeatIsRelayedAndKept() {
        Task task = watched();

        Response response = nobody().body("{\"progress\": {\"step\": 3}}").post(task.heartbeat());

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(json(response).path("state").asText()).isEqualTo("PENDING");
        assertThat(json(response).path("heartbeatDeadline").asText()).endsWith("Z");
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isEqualTo(1);
        assertThat(record(task.id()).at("/progress/step").asInt()).isEqualTo(3);
        assertThat(truth(task.execution().arn())).anyMatch(line -> line.contains("SendTaskHeartbeat"));
    }

    @Test
    void aHeartbeatNeedsNoBodyAndNoLink() {
        Task task = watched();

        assertThat(nobody().post(task.heartbeat()).statusCode()).isEqualTo(200);
        assertThat(worker().post("/v1/callbacks/" + task.id() + "/heartbeat").statusCode())
                .isEqualTo(200);
        assertThat(nobody().header("Callback-Signature", task.signature())
                        .body("{}")
                        .post("/v1/callbacks/" + task.id() + "/heartbeat")
                        .statusCode())
                .isEqualTo(200);

        // The first heartbeat is relayed; the others come within a third of the interval and are absorbed.
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isEqualTo(1);
        assertThat(truth(task.execution().arn()))
                .filteredOn(line -> line.contains("SendTaskHeartbeat"))
                .hasSize(1);
    }

    @Test
    void aHeartbeatToAStoppedExecutionIs410WithTheReason() {
        Task task = watched();
        executions().stop(task.execution().arn());

        JsonNode problem = problem(nobody().post(task.heartbeat()), 410, "callback-closed");

        assertThat(problem.path("reason").asText()).contains("Step Functions");
        assertThat(problem.path("state").asText()).isEqualTo("CLOSED");
    }

    @Test
    void aHeartbeatAfterTheAnswerIs410() {
        Task task = watched();
        nobody().body("1").post(task.success());

        JsonNode problem = problem(nobody().post(task.heartbeat()), 410, "callback-closed");

        assertThat(problem.path("reason").asText()).isEqualTo("DELIVERED with SUCCESS");
    }

    @Test
    void promise10AHeartbeatThatCouldNotBeRelayedIs503() {
        Task task = watched();
        faults(Fault.of("SendTaskHeartbeat", Fault.Kind.THROTTLE, 1));

        Response response = nobody().post(task.heartbeat());

        problem(response, 503, "unavailable");
        assertThat(response.header("Retry-After")).isEqualTo("2");
        assertThat(record(task.id()).path("heartbeatCount").asInt()).isZero();
        assertThat(nobody().post(task.heartbeat()).statusCode()).isEqualTo(200);
    }

    @Test
    void aLedgerThatIsAwayIs503() {
        Task task = watched();

        withoutLedger(() -> problem(nobody().post(task.heartbeat()), 503, "unavailable"));

        assertThat(nobody().post(task.heartbeat()).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsWrongIs400And413And415() {
        Task task = watched();

        problem(nobody().body("[1]").post(task.heartbeat()), 400, "invalid-request");
        problem(
                nobody().body("{\"progress\": \"" + "x".repeat(1_048_576) + "\"}")
                        .post(task.heartbeat()),
                413,
                "payload-too-large");
        problem(nobody().contentType("text/plain").body("{}").post(task.heartbeat()), 415, "unsupported-media-type");

        assertThat(record(task.id()).path("heartbeatCount").asInt()).isZero();
    }

    @Test
    void silenceFailsTheTaskAndTellsTheWorker() {
        Task task = task("quick");

        DescribeExecutionResponse ended = executions().ended(task.execution().arn());

        assertThat(ended.error()).isEqualTo("Taskgate.HeartbeatTimeout");
        awaitState(task.id(), "DELIVERED");
        assertThat(record(task.id()).path("outcome").asText()).isEqualTo("HEARTBEAT_TIMEOUT");
        org.awaitility.Awaitility.await()
                .atMost(SOON)
                .until(() -> !recorder().events("Task Cancelled", task.key()).isEmpty());
        JsonNode detail =
                recorder().events("Task Cancelled", task.key()).getFirst().path("detail");
        assertThat(detail.path("callbackId").asText()).isEqualTo(task.id());
        assertThat(detail.path("reason").asText()).isEqualTo("Taskgate.HeartbeatTimeout");
        problem(nobody().post(task.heartbeat()), 410, "callback-closed");
    }

    @Test
    void workThatTakesTooLongFailsTheTask() {
        Task task = task("short");

        DescribeExecutionResponse ended = executions().ended(task.execution().arn());

        assertThat(ended.error()).isEqualTo("Taskgate.Timeout");
        awaitState(task.id(), "DELIVERED");
        assertThat(record(task.id()).path("outcome").asText()).isEqualTo("TIMEOUT");
    }
}
