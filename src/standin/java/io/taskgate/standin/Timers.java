package io.taskgate.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The clock of the stand-ins, replaceable so that tests need no sleeps.
public interface Timers extends AutoCloseable {

    Instant now();

    /// Runs `task` once after `delay`.
    Alarm after(Duration delay, Runnable task);

    /// Runs `task` once at `time`; soon if that is past.
    default Alarm at(Instant time, Runnable task) {
        Duration left = Duration.between(now(), time);
        return after(left.isNegative() ? Duration.ZERO : left, task);
    }

    @Override
    default void close() {}

    /// A scheduled task that can be cancelled.
    interface Alarm {
        Alarm NONE = () -> {};

        void cancel();
    }

    static Timers system() {
        return new SystemTimers();
    }

    final class SystemTimers implements Timers {

        private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("standin-timers").factory());

        SystemTimers() {
            // Every heartbeat cancels an alarm, so that cancelled alarms must be released before their time.
            scheduler.setRemoveOnCancelPolicy(true);
        }

        /// Returns the number of pending alarms.
        int pending() {
            return scheduler.getQueue().size();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Alarm after(Duration delay, Runnable task) {
            Future<?> scheduled = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public void close() {
            scheduler.shutdownNow();
        }
    }
}
