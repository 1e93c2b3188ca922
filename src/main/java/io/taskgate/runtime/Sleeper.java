package io.taskgate.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.random.RandomGenerator;

/// Waits on a monotonic clock. Replaceable in tests.
public interface Sleeper {

    Sleeper REAL = new Sleeper() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
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

    /// Returns a source of random jitter, so that concurrent waiters do not wake up together.
    default RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    void sleep(Duration duration) throws InterruptedException;

    /// Waits for a signal up to the given time. Can return early.
    void await(Condition condition, long nanos) throws InterruptedException;

    /// Waits for the future up to the given time.
    <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException;
}
