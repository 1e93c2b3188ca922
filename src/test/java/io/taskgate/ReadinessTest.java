package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import org.junit.jupiter.api.Test;

/// Tests readiness during the start: the management port opens before the API's port, and a pod that is ready
/// too early would get connections that are refused.
class ReadinessTest {

    private final ListeningHealthCheck readiness = new ListeningHealthCheck();

    @Test
    void itIsNotReadyBeforeThePortIsOpen() {
        assertThat(readiness.call().getStatus()).isEqualTo(DOWN);
    }

    @Test
    void itIsReadyOnceThePortIsOpen() {
        readiness.opened(new HttpServerStart(new HttpServerOptions()));

        assertThat(readiness.call().getStatus()).isEqualTo(UP);
    }

    @Test
    void itIsReadyOnceThePortIsOpenForTls() {
        readiness.openedForTls(new HttpsServerStart(new HttpServerOptions()));

        assertThat(readiness.call().getStatus()).isEqualTo(UP);
    }
}
