package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Finds the completions that no event has reported: lists the running executions, then describes each runner
/// that should run and is not listed. Not thread-safe.
final class RunnerReconciler {

    private static final Logger LOG = Logger.getLogger(RunnerReconciler.class);

    /// The largest number of runners that are described at once: DescribeExecution refills at 10 or 15 a
    /// second, for the whole account.
    private static final int MAX_DESCRIBED = 10;

    private final DriverContext.Runners runners;
    private final Sleeper sleeper;
    private final Map<Long, Long> openedAt = new HashMap<>();
    private long lookedAt;

    RunnerReconciler(DriverContext.Runners runners, Sleeper sleeper) {
        this.runners = runners;
        this.sleeper = sleeper;
        this.lookedAt = sleeper.nanoTime();
    }

    void opened(RunnerRecord child) {
        openedAt.put(child.index(), sleeper.nanoTime());
    }

    /// The names of running executions of the runner's state machine, of this batch and of others; none if they
    /// can't be listed now.
    Set<String> running(Batch batch) {
        return runners.executions().running(batch.request().runner()).orElse(Set.of());
    }

    /// Finds runners that have ended or were never started. Completions are written, and read by the caller.
    ///
    /// @param open the runners that are believed to run; those that were never started are removed
    /// @return the runners that were never started
    List<RunnerRecord> findEnded(Batch batch, Map<Long, RunnerRecord> open) {
        long now = sleeper.nanoTime();
        Duration every = runners.reconcileInterval();
        openedAt.keySet().retainAll(open.keySet());
        if (now - lookedAt < every.toNanos() || open.isEmpty()) {
            return List.of();
        }
        lookedAt = now;
        List<RunnerRecord> old = open.values().stream()
                .filter(child -> now - openedAt.getOrDefault(child.index(), now) >= every.toNanos())
                .toList();
        if (old.isEmpty()) {
            return List.of();
        }
        Optional<Set<String>> running =
                runners.executions().running(batch.request().runner());
        List<RunnerRecord> quiet = old.stream()
                .filter(child -> running.isEmpty() || !running.get().contains(batch.nameOf(child)))
                .limit(MAX_DESCRIBED)
                .toList();
        // Runners above the limit are described in the next pass.
        lookedAt = quiet.size() == MAX_DESCRIBED ? now - every.toNanos() : now;
        return describe(batch, open, quiet);
    }

    private List<RunnerRecord> describe(Batch batch, Map<Long, RunnerRecord> open, List<RunnerRecord> quiet) {
        List<RunnerRecord> never = new ArrayList<>();
        for (RunnerRecord child : quiet) {
            RunnerExecutions.RunnerStatus current =
                    runners.executions().describe(batch.request().execution(child.name()));
            if (current instanceof RunnerExecutions.RunnerStatus.Unknown) {
                never.add(child);
                open.remove(child.index());
            } else if (runners.completions().record(child.name(), current)) {
                LOG.infof(
                        "Runner completion was found by reconciliation: batchId=%s runner=%d",
                        batch.id(), child.index());
            }
            openedAt.put(child.index(), sleeper.nanoTime());
        }
        return never;
    }
}
