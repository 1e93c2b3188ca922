package io.taskgate;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/// Started and ready once the API port is open: the configuration is valid then, and the resources of AWS that it
/// names were not missing. Quarkus opens the management port, which serves this check, earlier.
@Startup
@Readiness
@Singleton
class ListeningHealthCheck implements HealthCheck {

    private volatile boolean listening;

    void opened(@ObservesAsync HttpServerStart start) {
        listening = true;
    }

    /// The only event if plain HTTP is disabled on the API port.
    void openedForTls(@ObservesAsync HttpsServerStart start) {
        listening = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("listening").status(listening).build();
    }
}
