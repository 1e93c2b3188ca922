package io.taskgate.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A clock that the test advances.
public final class ManualTimers implements Timers {

    private record Due(Instant at, long number, Runnable task) {}

    private final TreeSet<Due> due = new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private Instant now = Instant.parse("2026-08-01T08:00:00Z");
    private long numbers;

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable task) {
        return at(now.plus(delay), task);
    }

    /// Returns a timer that is due at a time of this clock, even if the requesting thread is late.
    @Override
    public synchronized Alarm at(Instant time, Runnable task) {
        Due alarm = new Due(time.isBefore(now) ? now : time, numbers++, task);
        due.add(alarm);
        return () -> cancel(alarm);
    }

    private synchronized void cancel(Due alarm) {
        due.remove(alarm);
    }

    public synchronized int pending() {
        return due.size();
    }

    /// Advances the clock and runs all timers that become due, in order.
    public void advance(Duration by) {
        Instant end = now().plus(by);
        for (Optional<Due> next = next(end); next.isPresent(); next = next(end)) {
            next.get().task().run();
        }
        synchronized (this) {
            now = end;
        }
    }

    /// Runs the timer that is due first, but no timers that it sets.
    public void advanceToNext() {
        next(Instant.MAX).orElseThrow().task().run();
    }

    /// Sets the clock at once: runs the timers that have become due, late, but no timers that they set.
    public void leap(Duration by) {
        List<Due> late;
        synchronized (this) {
            now = now.plus(by);
            late = due.stream().filter(alarm -> !alarm.at().isAfter(now)).toList();
            late.forEach(due::remove);
        }
        late.forEach(alarm -> alarm.task().run());
    }

    private synchronized Optional<Due> next(Instant end) {
        if (due.isEmpty() || due.first().at().isAfter(end)) {
            return Optional.empty();
        }
        Due next = due.removeFirst();
        now = next.at();
        return Optional.of(next);
    }
}
