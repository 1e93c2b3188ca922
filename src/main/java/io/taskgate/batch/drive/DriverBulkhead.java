package io.taskgate.batch.drive;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds how many batches of this process hold items or results in memory at once. One that only waits for its
/// runners holds none, so that they may be batches, too. Safe for many threads.
final class DriverBulkhead {

    private static final Duration ASKED_EVERY = Duration.ofMillis(250);

    private final Sleeper pauses;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int free;

    DriverBulkhead(int most, Sleeper pauses) {
        this.free = most;
        this.pauses = pauses;
    }

    /// Waits for a slot, which the caller leaves.
    ///
    /// @param goOn asked often meanwhile; what it throws ends the wait
    void enter(Runnable goOn) throws InterruptedException {
        lock.lock();
        try {
            goOn.run();
            while (free == 0) {
                pauses.await(freed, ASKED_EVERY.toNanos());
                goOn.run();
            }
            free--;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            free++;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }
}
