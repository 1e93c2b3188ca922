package io.taskgate;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Skips the sweeps of a process that leaves them to other processes (`taskgate.sweep.enabled`).
@Singleton
final class SweepDisabled implements Scheduled.SkipPredicate {

    private final boolean enabled;

    SweepDisabled(@ConfigProperty(name = "taskgate.sweep.enabled", defaultValue = "true") boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
        return !enabled;
    }
}
