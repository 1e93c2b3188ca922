package io.taskgate.simulation.world;

import io.taskgate.runtime.CorrectedClock;
import io.taskgate.runtime.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The clocks of one machine. The wall clock can jump and is corrected later. The monotonic clock drifts and
/// stops while the machine is suspended, but never jumps.
public final class SimulatedClock extends Clock implements Sleeper {

    /// The time at which every run starts.
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final SimulatedScheduler scheduler;
    private final double drift;
    private Duration offset;
    private long stoodStill;
    private long suspendedAt = -1;

    /// @param offset the initial offset of the wall clock
    /// @param drift the seconds that both clocks gain each second
    public SimulatedClock(SimulatedScheduler scheduler, Duration offset, double drift) {
        this.scheduler = scheduler;
        this.offset = offset;
        this.drift = drift;
    }

    /// Moves the wall clock.
    void jump(Duration by) {
        offset = offset.plus(by);
    }

    /// Corrects the wall clock, as NTP does.
    void correct() {
        offset = Duration.ofNanos(scheduler.now() - elapsed());
    }

    /// Stops the monotonic clock.
    void suspend() {
        suspendedAt = elapsed();
    }

    /// @param wallStoodToo whether the wall clock stopped as well, as on a machine that is not notified of a
    ///     suspension
    void resume(boolean wallStoodToo) {
        long pause = elapsed() - suspendedAt;
        suspendedAt = -1;
        stoodStill += pause;
        if (wallStoodToo) {
            jump(Duration.ofNanos(-pause));
        }
    }

    /// Returns the time since the start of the run by a clock that drifts and never stops.
    private long elapsed() {
        return scheduler.now() + (long) (scheduler.now() * drift);
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(elapsed()).plus(offset);
    }

    @Override
    public long nanoTime() {
        return (suspendedAt < 0 ? elapsed() : suspendedAt) - stoodStill;
    }

    @Override
    public RandomGenerator random() {
        return scheduler.random();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
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
        InstantSource source = this::instant;
        return source.withZone(zone);
    }

    /// An AWS reply to the host whose thread has sent the request. Its `Date` header has AWS's time in whole
    /// seconds.
    static final class Reply {

        private final SimulatedScheduler scheduler;
        private final @Nullable CorrectedClock clock;
        private final long sent;
        private Instant date = BEGINNING;

        private Reply(SimulatedScheduler scheduler, @Nullable CorrectedClock clock) {
            this.scheduler = scheduler;
            this.clock = clock;
            this.sent = clock == null ? 0 : clock.nanoTime();
        }

        /// Records that the running thread sends a request.
        static Reply awaited(SimulatedScheduler scheduler) {
            SimulatedHost host = scheduler.running();
            return new Reply(scheduler, host == null ? null : host.clock());
        }

        /// Records that AWS replies.
        void dated() {
            date = BEGINNING.plusNanos(scheduler.now()).truncatedTo(ChronoUnit.SECONDS);
        }

        /// Records that the reply has arrived.
        void arrived() {
            if (clock != null) {
                clock.onResponse(date, sent);
            }
        }
    }
}
