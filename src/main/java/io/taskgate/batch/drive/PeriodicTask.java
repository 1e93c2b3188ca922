package io.taskgate.batch.drive;

import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// Runs a step about once per second on a separate thread, in parallel to a driver whose steps may be long,
/// until it is closed or the step has nothing left to do. Thread-safe.
final class PeriodicTask implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final String name;
    private final Sleeper sleeper;
    private final BooleanSupplier step;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed;

    private PeriodicTask(String name, Sleeper sleeper, BooleanSupplier step) {
        this.name = name;
        this.sleeper = sleeper;
        this.step = step;
    }

    /// Starts a periodic task.
    ///
    /// @param step run at once, and from then on as long as it returns true
    static PeriodicTask start(String name, Sleeper sleeper, BooleanSupplier step) {
        PeriodicTask ticker = new PeriodicTask(name, sleeper, step);
        Thread.ofVirtual().name(name).start(ticker::run);
        return ticker;
    }

    private void run() {
        try {
            while (runStep()) {
                if (isClosedWithin(INTERVAL)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs the step. A failed step is retried, because the driver depends on it.
    private boolean runStep() {
        try {
            return step.getAsBoolean();
        } catch (LedgerUnavailableException e) {
            // The sweep of callbacks says so.
            LOG.debugf("Periodic step failed; it is retried: task=%s cause=%s", name, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf("Periodic step failed; it is retried: task=%s cause=%s", name, e);
        }
        return true;
    }

    private boolean isClosedWithin(Duration time) throws InterruptedException {
        long end = sleeper.nanoTime() + time.toNanos();
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                sleeper.await(closing, left);
                left = end - sleeper.nanoTime();
            }
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signal();
        } finally {
            lock.unlock();
        }
    }
}
