package io.taskgate.batch.drive;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Limits the number of batches that hold items or results in memory. A batch that only waits for its runners
/// holds none, because these may be batches, too. Thread-safe.
final class DriverBulkhead {

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);

    private final Sleeper sleeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int free;

    DriverBulkhead(int most, Sleeper sleeper) {
        this.free = most;
        this.sleeper = sleeper;
    }

    /// Waits for a permit, which the caller releases.
    ///
    /// @param goOn called often while waiting; its exception ends the wait
    void acquire(Runnable goOn) throws InterruptedException {
        lock.lock();
        try {
            goOn.run();
            while (free == 0) {
                sleeper.await(freed, CHECK_INTERVAL.toNanos());
                goOn.run();
            }
            free--;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            free++;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }
}
