package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.RunnerRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The runners of a batch that have not ended, as its driver knows them, and the number of failed items. Not
/// thread-safe.
final class PendingRunners {

    private final NavigableMap<Long, RunnerRecord> running = new TreeMap<>();
    private final Deque<RunnerRecord> toStart = new ArrayDeque<>();

    /// The items of failed runners that are not in [BatchProgress#failedItemsBefore()] yet, by index.
    private final NavigableMap<Long, Integer> failed = new TreeMap<>();

    Map<Long, RunnerRecord> running() {
        return running;
    }

    void started(RunnerRecord child) {
        running.put(child.index(), child);
    }

    /// Adds a runner that is to be started, later or again.
    void add(RunnerRecord child) {
        toStart.add(child);
    }

    Optional<RunnerRecord> nextToStart() {
        return Optional.ofNullable(toStart.poll());
    }

    boolean hasToStart() {
        return !toStart.isEmpty();
    }

    boolean isEmpty() {
        return running.isEmpty() && toStart.isEmpty();
    }

    int count() {
        return running.size() + toStart.size();
    }

    List<Long> indices() {
        return new ArrayList<>(running.keySet());
    }

    void ended(long index) {
        running.remove(index);
    }

    void failed(RunnerRecord child) {
        running.remove(child.index());
        failed.put(child.index(), child.count());
    }

    /// Adds the ended and the failed runners to the progress.
    BatchProgress addTo(BatchProgress progress) {
        long below = Math.min(
                running.isEmpty() ? progress.batches() : running.firstKey(),
                toStart.stream().mapToLong(RunnerRecord::index).min().orElse(progress.batches()));
        Map<Long, Integer> passed = failed.headMap(below, false);
        BatchProgress next = progress.completedBefore(below, progress.failedItemsBefore() + sum(passed));
        passed.clear();
        return next;
    }

    /// Returns whether more items have failed than are tolerated, however the others end.
    boolean isBeyondTolerance(Batch batch) {
        long failedItems = batch.progress().failedItemsBefore() + sum(failed);
        return failedItems > 0 && 100.0 * failedItems > batch.request().tolerated() * maxItems(batch);
    }

    /// The largest possible number of items: an item and its separator have two bytes at least.
    private static double maxItems(Batch batch) {
        BatchProgress progress = batch.progress();
        Long counted = batch.submission().items();
        if (progress.batchingComplete()) {
            return progress.items();
        }
        return counted != null
                ? counted
                : progress.items() + (batch.cutSource().bytes() - progress.position()) / 2.0 + 1;
    }

    private static long sum(Map<Long, Integer> items) {
        return items.values().stream().mapToLong(Integer::longValue).sum();
    }
}
