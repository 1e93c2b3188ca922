package io.taskgate;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.reload.ConfigurationReloader;
import io.taskgate.reload.ConfigurationSource;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/// Polls the configuration sources, each kind at its interval, and warns about API keys that expire.
@Singleton
class ConfigurationPoller {

    private static final Logger LOG = Logger.getLogger("io.taskgate.configuration");

    private final ConfigurationReloader reload;
    private final AccessRegistry access;
    private final Clock clock;

    ConfigurationPoller(ConfigurationReloader reload, AccessRegistry access, Clock clock) {
        this.reload = reload;
        this.access = access;
        this.clock = clock;
    }

    @Scheduled(
            every = "${taskgate.access.reload-interval:10s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void reloadFiles() {
        reload.poll(ConfigurationSource.Kind.FILE);
    }

    @Scheduled(
            every = "${taskgate.access.secret-reload-interval:30s}",
            delayed = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void reloadSecrets() {
        reload.poll(ConfigurationSource.Kind.SECRET);
    }

    @Scheduled(every = "24h", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void warnOfExpiringKeys() {
        access.expiring(clock.instant()).forEach(LOG::warn);
    }
}
