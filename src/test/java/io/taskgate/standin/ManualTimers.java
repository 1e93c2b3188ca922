package io.taskgate.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A clock whose hands the test turns.
final class ManualTimers implements Timers {

    private record Due(Instant at, Runnable task) {}

    private final List<Due> due = new ArrayList<>();
    private Instant now = Instant.parse("2026-08-01T08:00:00Z");

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        Due alarm = new Due(now.plus(delay), task);
        due.add(alarm);
        return () -> cancel(alarm);
    }

    private synchronized void cancel(Due alarm) {
        due.remove(alarm);
    }

    synchronized int pending() {
        return due.size();
    }

    /// Runs what falls due on the way, in order.
    void advance(Duration by) {
        Instant end = now().plus(by);
        for (Optional<Due> next = next(end); next.isPresent(); next = next(end)) {
            next.get().task().run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Optional<Due> next(Instant end) {
        Optional<Due> next =
                due.stream().filter(alarm -> !alarm.at().isAfter(end)).min(Comparator.comparing(Due::at));
        next.ifPresent(alarm -> {
            due.remove(alarm);
            now = alarm.at();
        });
        return next;
    }
}
