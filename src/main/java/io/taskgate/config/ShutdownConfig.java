package io.taskgate.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Settings of the shutdown on SIGTERM. The process ends within the sum of the three durations.
public interface ShutdownConfig {

    /// The time between reporting not-ready and refusing new requests, so that load balancers stop routing to
    /// this instance. Used by Quarkus (`quarkus.shutdown.delay`).
    @WithDefault("3s")
    Duration delay();

    /// The time for requests in flight. Used by Quarkus (`quarkus.shutdown.timeout`).
    @WithDefault("5s")
    Duration requestTimeout();

    /// The time for events in flight, reports in progress and absorbed heartbeats.
    @WithDefault("10s")
    Duration gracePeriod();
}
