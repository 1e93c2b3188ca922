package io.taskgate.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import io.taskgate.testing.packaged.PackagedGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths that production serves beside the API: on the management port, and without a user interface.
class ManagementIT {

    private static StandIns aws;
    private static PackagedGateway app;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        app = PackagedGateway.beside(aws, "management").start();
    }

    @AfterAll
    static void stop() {
        app.close();
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/q/openapi"})
    void theManagementPortServesItAndTheApiPortDoesNot(String path) throws IOException {
        assertThat(app.management(path).statusCode()).isEqualTo(200);
        assertThat(app.get(path, "operator").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/swagger-ui", "/q/swagger-ui/", "/q/health-ui", "/q/dev-ui"})
    void noUserInterfaceIsServed(String path) throws IOException {
        assertThat(app.management(path).statusCode()).isEqualTo(404);
        assertThat(app.get(path, "operator").statusCode()).isEqualTo(404);
    }

    @Test
    void theChannelOfTheQueueIsReported() throws IOException {
        assertThat(app.management("/q/health/ready").body())
                .contains("\"callback-events\"", "queue callback-events", "\"ledger\"", "\"listening\"");
        assertThat(app.management("/q/health/live").body()).contains("\"callback-events\"");
        assertThat(app.management("/q/health/started").body()).contains("\"listening\"");
    }
}
