package io.taskgate.callback;

import java.time.Duration;

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
    };

    long nanoTime();

    void pause(Duration duration) throws InterruptedException;
}
