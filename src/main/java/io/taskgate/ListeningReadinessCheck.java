package io.taskgate;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once the API's port is open. Quarkus opens the management port, where this is asked, before it.
@Readiness
@Singleton
class ListeningReadinessCheck implements HealthCheck {

    private volatile boolean listening;

    void opened(@ObservesAsync HttpServerStart start) {
        listening = true;
    }

    /// Where http is disabled on the API's port, only this one comes.
    void openedForTls(@ObservesAsync HttpsServerStart start) {
        listening = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("listening").status(listening).build();
    }
}
