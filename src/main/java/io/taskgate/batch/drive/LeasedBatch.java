package io.taskgate.batch.drive;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.runner.BatchSignal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A batch that this process drives: its record, and the lease on it. Safe for its driver's thread and its
/// periodic tasks.
final class LeasedBatch {

    private static final Logger LOG = Logger.getLogger(LeasedBatch.class);
    private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

    private final DriverContext.Leasing leasing;
    private final PendingRunners pending;
    private final BatchSignal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private Batch batch;

    /// Whether another process has taken the batch.
    private boolean lost;

    /// Whether this process has released the batch.
    private boolean released;

    private long countedAt;
    private volatile boolean abandoned;
    private volatile int running;

    /// Creates a leased batch.
    ///
    /// @param taken the batch, with this process's lease
    /// @param outstanding the driver's pending runners
    /// @param signal wakes the driver
    LeasedBatch(DriverContext.Leasing leasing, Batch taken, PendingRunners outstanding, BatchSignal signal) {
        this.leasing = leasing;
        this.batch = taken;
        this.pending = outstanding;
        this.signal = signal;
        this.countedAt = leasing.sleeper().nanoTime();
    }

    /// Another process has taken over the batch.
    static final class LeaseLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Batch batch() {
        lock.lock();
        try {
            return batch;
        } finally {
            lock.unlock();
        }
    }

    BatchProgress progress() {
        return batch().progress();
    }

    private void change(UnaryOperator<Batch> how) {
        lock.lock();
        try {
            batch = how.apply(batch);
        } finally {
            lock.unlock();
        }
    }

    /// Sets the progress; it is written with the next save or renewal.
    void set(BatchProgress now) {
        change(current -> current.with(now));
    }

    /// Sets the source; it is written with the next save or renewal.
    void set(SourceObject found) {
        change(current -> current.with(found));
    }

    /// Takes a running batch over for another token; written with the next save or renewal. A batch that does
    /// not run any more ends for the token that it was gathered for, and the newer one has it resumed.
    ///
    /// @return whether it is still running, and was taken over
    boolean takeOver(Batch.BatchAttempt newer) {
        lock.lock();
        try {
            if (batch.state() != Batch.State.RUNNING) {
                return false;
            }
            batch = batch.with(newer);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the cutting of the source.
    void stop(String error, String cause) {
        LOG.warnf("Cutting stopped: batchId=%s error=%s cause=%s", batch().id(), error, cause);
        set(progress().stopped(error, cause));
    }

    /// Returns whether no task waits for the batch any more.
    boolean isAbandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
        signal.wake();
    }

    /// The number of runners that have not ended, as the driver last counted them.
    int running() {
        return running;
    }

    /// Counts the ended runners from time to time. Called often by the driver.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void countSometimes() {
        check();
        if (hasElapsed(countedAt, COUNT_INTERVAL)) {
            count();
        }
    }

    /// Checks the lease.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void check() {
        lock.lock();
        try {
            if (lost) {
                throw new LeaseLostException();
            }
        } finally {
            lock.unlock();
        }
    }

    private void count() {
        countedAt = leasing.sleeper().nanoTime();
        running = pending.count();
        if (batch().state() == Batch.State.RUNNING) {
            set(pending.addTo(progress()));
        }
    }

    boolean hasElapsed(long since, Duration after) {
        return leasing.sleeper().nanoTime() - since >= after.toNanos();
    }

    /// Writes the batch. Called by the driver.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void save() {
        count();
        write(current -> current);
    }

    /// Writes the batch so that its version increases. Does nothing if this process has not the lease any more.
    ///
    /// @return whether this process still has the lease
    boolean renew() {
        lock.lock();
        try {
            if (lost || released) {
                return false;
            }
            write(current -> current);
            return true;
        } catch (LeaseLostException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Writes another state. A batch that is over still belongs to this process, until it is closed.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void setState(Batch.State state, @Nullable BatchOutcome ending) {
        write(current -> current.withState(state, ending, leasing.clock().instant()));
    }

    private void write(UnaryOperator<Batch> how) {
        write(
                current -> how.apply(current)
                        .withLease(leasing.self(), leasing.clock().instant().plus(BatchSweeper.LEASE)),
                false);
    }

    /// Returns whether the batch was released, closed, or left to another attempt.
    boolean isReleased() {
        lock.lock();
        try {
            return released;
        } finally {
            lock.unlock();
        }
    }

    /// Releases the batch for another process.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void release() {
        write(current -> current.withLease("", leasing.clock().instant()), true);
    }

    /// Closes a batch that is over and has nothing left to do.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void close() {
        write(current -> current.withLease(leasing.self(), null), true);
    }

    /// Resumes a batch that is over because a token waits: for the process that takes it next.
    ///
    /// @throws LeaseLostException if another process took over the batch
    void resume(Batch.BatchAttempt next) {
        write(
                current -> current.resumed(next, leasing.clock().instant())
                        .withLease("", leasing.clock().instant()),
                true);
    }

    private void write(UnaryOperator<Batch> how, boolean last) {
        lock.lock();
        try {
            check();
            Batch next = how.apply(batch);
            if (!leasing.ledger().save(next)) {
                next = recoverWrite(how, next);
            }
            batch = next;
            released = last;
        } finally {
            lock.unlock();
        }
    }

    /// Handles a refused write. It may have been applied although its response was lost: as it was meant, or as
    /// an earlier attempt had it.
    private Batch recoverWrite(UnaryOperator<Batch> how, Batch refused) {
        Optional<Batch> current = leasing.ledger()
                .find(refused.id())
                .filter(there -> there.lease().version() == refused.lease().version());
        if (current.filter(there -> isSame(there, refused)).isPresent()) {
            return refused;
        }
        Optional<Batch> earlier = current.filter(there -> there.lease().holder().equals(leasing.self()));
        if (earlier.isPresent()) {
            Batch again = how.apply(batch.with(earlier.get().lease()));
            if (leasing.ledger().save(again)) {
                return again;
            }
        }
        lost = true;
        signal.wake();
        throw new LeaseLostException();
    }

    private static boolean isSame(Batch current, Batch next) {
        return current.lease().holder().equals(next.lease().holder())
                && current.batchAttempt().equals(next.batchAttempt())
                && current.progress().equals(next.progress())
                && current.state() == next.state();
    }
}
