package io.taskgate.batch;

import io.taskgate.callback.Ledger.LedgerUnavailableException;
import io.taskgate.callback.Pauses;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// Renews the lease of a batch and tends its parent once a second, on a thread of its own: so no step of the driver is
/// too long for them. Ends when it is closed, or the batch is not this process's any more.
final class LeaseTicker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LeaseTicker.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Held held;
    private final ParentWatch parent;
    private final Pauses pauses;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed;

    private LeaseTicker(Held held, ParentWatch parent, Pauses pauses) {
        this.held = held;
        this.parent = parent;
        this.pauses = pauses;
    }

    static LeaseTicker start(Held held, ParentWatch parent, Pauses pauses) {
        LeaseTicker ticker = new LeaseTicker(held, parent, pauses);
        Thread.ofVirtual().name("lease of " + held.batch().id()).start(ticker::run);
        return ticker;
    }

    private void run() {
        try {
            // The lease is new.
            boolean ours = true;
            while (ours) {
                tend();
                ours = paused() && renewed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tend() {
        try {
            parent.tend(pauses.nanoTime());
        } catch (LedgerUnavailableException e) {
            // The sweep of callbacks says so.
            LOG.debugf("%s: its parent can't be tended now: %s", held.batch().id(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf("%s: its parent can't be tended now: %s", held.batch().id(), e);
        }
    }

    /// A ticker that ended would lose the lease in the middle of the driver's work.
    private boolean renewed() {
        try {
            return held.renew();
        } catch (RuntimeException e) {
            LOG.warnf("%s: its lease is not renewed now: %s", held.batch().id(), e);
            return true;
        }
    }

    /// @return false where it was closed
    private boolean paused() throws InterruptedException {
        long end = pauses.nanoTime() + EVERY.toNanos();
        lock.lock();
        try {
            long left = EVERY.toNanos();
            while (!closed && left > 0) {
                pauses.await(closing, left);
                left = end - pauses.nanoTime();
            }
            return !closed;
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
