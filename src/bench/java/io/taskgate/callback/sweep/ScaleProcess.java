package io.taskgate.callback.sweep;

import io.taskgate.runtime.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/// The clock of one process with one core: it advances by the cost of calls and by waiting. Thread-safe.
final class ScaleProcess extends Clock implements Sleeper {

    private final Instant start;
    private final AtomicLong nanos = new AtomicLong();

    ScaleProcess(Instant start) {
        this.start = start;
    }

    void spend(Duration cost) {
        nanos.addAndGet(cost.toNanos());
    }

    /// Returns whether the process has ended its earlier work.
    boolean isIdleAt(Duration sinceStart) {
        return nanos.get() <= sinceStart.toNanos();
    }

    void waitUntil(Duration sinceStart) {
        nanos.accumulateAndGet(sinceStart.toNanos(), Math::max);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.get());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        spend(duration);
    }

    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
    @Override
    public void await(Condition condition, long wait) throws InterruptedException {
        var _ = condition.await(1, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    /// Uses the machine's clock: no simulated component waits for a future.
    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource source = this::instant;
        return source.withZone(zone);
    }
}
