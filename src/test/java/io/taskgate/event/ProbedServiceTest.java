package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests a service that has only a status page, through the running gateway. The route polls every second and
/// has a heartbeat interval of three seconds.
@QuarkusTest
class ProbedServiceTest extends GatewayTest {

    @Test
    void itsPageIsRelayedAndSettles() {
        String key = fresh("job");
        recorder().show(key, "{\"status\": \"RUNNING\", \"percent\": 10}");
        Task task = task("batch", "job", key);
        await().atMost(SOON)
                .until(() -> record(task.id()).path("heartbeatCount").asInt() > 0);
        assertThat(record(task.id()).path("progress").asInt()).isEqualTo(10);

        recorder().show(key, "{\"status\": \"DONE\", \"result\": {\"pages\": 3}}");

        assertThat(executions().ended(task.execution().arn()).output()).isEqualTo("{\"pages\":3}");
    }

    @Test
    void aDeadServiceEndsInTheHeartbeatsTimeOut() {
        String key = fresh("job");
        Task task = task("batch", "job", key);

        await().atMost(Duration.ofSeconds(40))
                .until(() -> record(task.id()).path("state").asText().equals("DELIVERED"));

        assertThat(record(task.id()).path("outcome").asText()).isEqualTo("HEARTBEAT_TIMEOUT");
        assertThat(executions().ended(task.execution().arn()).error()).isEqualTo("Taskgate.HeartbeatTimeout");
    }
}
