package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How the process ends when it is told to (SIGTERM). Altogether it takes no longer than the three.
@ConfigMapping(prefix = "taskgate.shutdown")
public interface ShutdownConfig {

    /// Not ready, and served all the same: until no balancer sends anything any more. Taken by Quarkus
    /// (`quarkus.shutdown.delay`).
    @WithDefault("3s")
    Duration delay();

    /// For requests that are in work. Taken by Quarkus (`quarkus.shutdown.timeout`).
    @WithDefault("5s")
    Duration requestTimeout();

    /// For events in work, reports under way and heartbeats that were absorbed.
    @WithDefault("10s")
    Duration gracePeriod();
}
