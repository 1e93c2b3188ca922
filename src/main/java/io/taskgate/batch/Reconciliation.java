package io.taskgate.batch;

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
final class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    /// DescribeExecution refills at 10 or 15 a second, for the whole account.
    private static final int MOST_DESCRIBED = 10;

    private final Parts parts;
    private final Map<Long, Long> openedAt = new HashMap<>();
    private long lookedAt;

    Reconciliation(Parts parts) {
        this.parts = parts;
        this.lookedAt = parts.pauses().nanoTime();
    }

    void opened(Child child) {
        openedAt.put(child.index(), parts.pauses().nanoTime());
    }

    /// The names of a batch's runners that run, and of others; none where they can't be had now.
    Set<String> running(Batch batch) {
        return parts.runners().running(batch.request().runner()).orElse(Set.of());
    }

    /// @param open runners that are thought to run; those that were never started are taken out. Ends are written,
    ///             and
    ///             read by whoever asks
    /// @return those that were never started
    List<Child> look(Batch batch, Map<Long, Child> open) {
        long now = parts.pauses().nanoTime();
        Duration every = parts.reconcileEvery();
        openedAt.keySet().retainAll(open.keySet());
        if (now - lookedAt < every.toNanos() || open.isEmpty()) {
            return List.of();
        }
        lookedAt = now;
        List<Child> old = open.values().stream()
                .filter(child -> now - openedAt.getOrDefault(child.index(), now) >= every.toNanos())
                .toList();
        if (old.isEmpty()) {
            return List.of();
        }
        Optional<Set<String>> running = parts.runners().running(batch.request().runner());
        List<Child> quiet = old.stream()
                .filter(child -> running.isEmpty() || !running.get().contains(batch.nameOf(child)))
                .limit(MOST_DESCRIBED)
                .toList();
        // What was not reached is asked for soon.
        lookedAt = quiet.size() == MOST_DESCRIBED ? now - every.toNanos() : now;
        return asked(batch, open, quiet);
    }

    private List<Child> asked(Batch batch, Map<Long, Child> open, List<Child> quiet) {
        List<Child> never = new ArrayList<>();
        for (Child child : quiet) {
            Runners.Standing standing = parts.runners().describe(batch.request().execution(child.name()));
            if (standing instanceof Runners.Standing.Unknown) {
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
