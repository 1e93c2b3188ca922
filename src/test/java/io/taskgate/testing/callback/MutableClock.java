package io.taskgate.testing.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A wall clock that advances only on request. Thread-safe.
public final class MutableClock extends Clock {

    public static final Instant START = Instant.parse("2026-08-02T10:00:00Z");

    private volatile Instant now = START;

    public void set(Instant to) {
        now = to;
    }

    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    /// Returns a monotonic clock of the same machine, which is valid until this clock is set back.
    public long nanoTime() {
        return Duration.between(START, now).toNanos();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
