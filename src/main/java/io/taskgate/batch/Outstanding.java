package io.taskgate.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The runners of a batch that have not ended, as its driver knows them, and how many items have failed. One
/// thread's.
final class Outstanding {

    private final NavigableMap<Long, Child> running = new TreeMap<>();
    private final Deque<Child> toStart = new ArrayDeque<>();

    /// Items of failed runners that are not in [Progress#failedBelow()] yet, by index.
    private final NavigableMap<Long, Integer> failed = new TreeMap<>();

    Map<Long, Child> running() {
        return running;
    }

    void started(Child child) {
        running.put(child.index(), child);
    }

    /// To be started, later or once more.
    void add(Child child) {
        toStart.add(child);
    }

    Optional<Child> nextToStart() {
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

    void failed(Child child) {
        running.remove(child.index());
        failed.put(child.index(), child.count());
    }

    /// How far all have ended, and how much of it failed.
    Progress onto(Progress progress) {
        long below = Math.min(
                running.isEmpty() ? progress.cut() : running.firstKey(),
                toStart.stream().mapToLong(Child::index).min().orElse(progress.cut()));
        Map<Long, Integer> passed = failed.headMap(below, false);
        Progress next = progress.endedBelow(below, progress.failedBelow() + sum(passed));
        passed.clear();
        return next;
    }

    /// Whether more items have failed than are tolerated, however all others end.
    boolean isBeyondTolerance(Batch batch) {
        long failedItems = batch.progress().failedBelow() + sum(failed);
        return failedItems > 0 && 100.0 * failedItems > batch.request().tolerated() * most(batch);
    }

    /// How many items there are at most: an item and what separates it from the next have two bytes at least.
    private static double most(Batch batch) {
        Progress progress = batch.progress();
        Long counted = batch.origin().items();
        if (progress.whole()) {
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
