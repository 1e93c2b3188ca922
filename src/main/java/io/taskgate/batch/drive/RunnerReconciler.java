package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.runner.RunnerExecutions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Finds the ends that no event told: lists what runs, then asks for each runner that should and does not. A
/// driver's.
final class RunnerReconciler {

    private static final Logger LOG = Logger.getLogger(RunnerReconciler.class);

    /// DescribeExecution refills at 10 or 15 a second, for the whole account.
    private static final int MOST_DESCRIBED = 10;

    private final DriverContext parts;
    private final Map<Long, Long> openedAt = new HashMap<>();
    private long lookedAt;

    RunnerReconciler(DriverContext parts) {
        this.parts = parts;
        this.lookedAt = parts.pauses().nanoTime();
    }

    void opened(RunnerRecord child) {
        openedAt.put(child.index(), parts.pauses().nanoTime());
    }

    /// The names of a batch's runners that run, and of others; none where they can't be had now.
    Set<String> running(Batch batch) {
        return parts.runners().running(batch.request().runner()).orElse(Set.of());
    }

    /// @param open runners that are thought to run; those that were never started are taken out. Ends are
    /// written,
    ///             and
    ///             read by the caller
    /// @return those that were never started
    List<RunnerRecord> look(Batch batch, Map<Long, RunnerRecord> open) {
        long now = parts.pauses().nanoTime();
        Duration every = parts.reconcileInterval();
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
        Optional<Set<String>> running = parts.runners().running(batch.request().runner());
        List<RunnerRecord> quiet = old.stream()
                .filter(child -> running.isEmpty() || !running.get().contains(batch.nameOf(child)))
                .limit(MOST_DESCRIBED)
                .toList();
        // What was not reached is asked for soon.
        lookedAt = quiet.size() == MOST_DESCRIBED ? now - every.toNanos() : now;
        return asked(batch, open, quiet);
    }

    private List<RunnerRecord> asked(Batch batch, Map<Long, RunnerRecord> open, List<RunnerRecord> quiet) {
        List<RunnerRecord> never = new ArrayList<>();
        for (RunnerRecord child : quiet) {
            RunnerExecutions.Standing standing =
                    parts.runners().describe(batch.request().execution(child.name()));
            if (standing instanceof RunnerExecutions.Standing.Unknown) {
                never.add(child);
                open.remove(child.index());
            } else if (parts.ends().take(child.name(), standing)) {
                LOG.infof("%s: the end of runner %d was found without an event", batch.id(), child.index());
            }
            openedAt.put(child.index(), parts.pauses().nanoTime());
        }
        return never;
    }
}
