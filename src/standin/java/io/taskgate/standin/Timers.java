package io.taskgate.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The only clock of the stand-ins, so that tests turn its hands instead of sleeping.
interface Timers extends AutoCloseable {

    Instant now();

    /// Runs `task` once, after `delay`.
    Alarm after(Duration delay, Runnable task);

    @Override
    default void close() {}

    /// A scheduled task that may still be called off.
    interface Alarm {
        Alarm NONE = () -> {};

        void cancel();
    }

    static Timers system() {
        return new SystemTimers();
    }

    final class SystemTimers implements Timers {

        private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("standin-timers").factory());

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Alarm after(Duration delay, Runnable task) {
            Future<?> scheduled = scheduler.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public void close() {
            scheduler.shutdownNow();
        }
    }
}
