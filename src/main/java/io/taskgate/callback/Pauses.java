package io.taskgate.callback;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// Waiting, so that tests need not. Monotonic: has nothing to do with the wall clock.
public interface Pauses {

    Pauses REAL = new Pauses() {
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
    };

    long nanoTime();

    void pause(Duration duration) throws InterruptedException;

    /// Waits to be signalled, at most so long. May return earlier for no reason.
    void await(Condition condition, long nanos) throws InterruptedException;
}
