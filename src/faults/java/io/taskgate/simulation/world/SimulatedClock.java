package io.taskgate.simulation.world;

import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.random.RandomGenerator;

/// The clock of one host: the simulated time, shifted, and drifting. The monotonic time drifts, and is not
/// shifted.
final class SimulatedClock extends Clock implements Sleeper, ClockHealth {

    /// When every run begins.
    static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    /// What production code tolerates before it distrusts its clock.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final SimulatedScheduler scheduler;
    private Duration offset;
    private final double drift;

    /// @param drift seconds that it gains each second
    SimulatedClock(SimulatedScheduler scheduler, Duration offset, double drift) {
        this.scheduler = scheduler;
        this.offset = offset;
        this.drift = drift;
    }

    void jump(Duration by) {
        offset = offset.plus(by);
    }

    /// As after a correction by NTP.
    void correct() {
        offset = Duration.ofNanos(scheduler.now() - nanoTime());
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(nanoTime()).plus(offset);
    }

    @Override
    public boolean isTrusted() {
        return Duration.between(BEGINNING.plusNanos(scheduler.now()), instant())
                        .abs()
                        .compareTo(TOLERANCE)
                <= 0;
    }

    @Override
    public long nanoTime() {
        return scheduler.now() + (long) (scheduler.now() * drift);
    }

    @Override
    public RandomGenerator random() {
        return scheduler.random();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        scheduler.sleepInterruptibly(duration);
    }

    @Override
    public void await(Condition condition, long nanos) throws InterruptedException {
        scheduler.await(condition, nanos);
    }

    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return scheduler.await(future, atMost);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants only");
    }
}
