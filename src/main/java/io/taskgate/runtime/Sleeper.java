package io.taskgate.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.random.RandomGenerator;

/// Waiting, so that tests need not. Monotonic: has nothing to do with the wall clock.
public interface Sleeper {

    Sleeper REAL = new Sleeper() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }

        @SuppressWarnings("WaitNotInLoop") // the caller's loop
        @Override
        public void await(Condition condition, long nanos) throws InterruptedException {
            var _ = condition.awaitNanos(nanos);
        }

        @Override
        public <T> T await(CompletableFuture<T> future, Duration atMost)
                throws InterruptedException, ExecutionException, TimeoutException {
            return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    long nanoTime();

    /// Chance, so that what waits together does not go on together.
    default RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    void pause(Duration duration) throws InterruptedException;

    /// Waits to be signalled, at most so long. May return earlier for no reason.
    void await(Condition condition, long nanos) throws InterruptedException;

    /// Waits for the future at most so long.
    <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException;
}
