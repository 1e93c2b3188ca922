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

/// A batch in this process's hands: its record, and the lease on it. Safe for its driver's thread and the one
/// of its tickers.
final class LeasedBatch {

    private static final Logger LOG = Logger.getLogger(LeasedBatch.class);
    private static final Duration COUNTED_EVERY = Duration.ofSeconds(1);

    private final DriverContext parts;
    private final PendingRunners outstanding;
    private final BatchSignal signal;
    private final ReentrantLock lock = new ReentrantLock();
    private Batch batch;

    /// Whether another process has it.
    private boolean lost;

    /// Whether this process gave it back.
    private boolean released;

    private long countedAt;
    private volatile boolean forsaken;
    private volatile int running;

    /// @param taken       has this process's lease
    /// @param outstanding the driver's
    /// @param signal      wakes the driver
    LeasedBatch(DriverContext parts, Batch taken, PendingRunners outstanding, BatchSignal signal) {
        this.parts = parts;
        this.batch = taken;
        this.outstanding = outstanding;
        this.signal = signal;
        this.countedAt = parts.pauses().nanoTime();
    }

    /// Another process has the batch now.
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

    /// Written with the next save or renewal.
    void set(BatchProgress now) {
        change(standing -> standing.with(now));
    }

    /// Written with the next save or renewal.
    void set(SourceObject found) {
        change(standing -> standing.with(found));
    }

    /// Takes a running batch over for another token; written with the next save or renewal. A batch that does
    /// not run any more ends for the token that it was gathered for, and the newer one has it resumed.
    ///
    /// @return whether it runs still, and is taken over
    boolean takeOver(Batch.Turn newer) {
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

    /// No more is cut.
    void stop(String error, String cause) {
        LOG.warnf("%s: no more is cut: %s: %s", batch().id(), error, cause);
        set(progress().stopped(error, cause));
    }

    /// Whether nobody waits any more.
    boolean isForsaken() {
        return forsaken;
    }

    void forsake() {
        forsaken = true;
        signal.wake();
    }

    /// How many runners have not ended, as the driver last counted.
    int running() {
        return running;
    }

    /// The driver's, often: counts from time to time how far all have ended.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void keepUp() {
        check();
        if (isOver(countedAt, COUNTED_EVERY)) {
            count();
        }
    }

    /// @throws LeaseLostException where another process took the batch over
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
        countedAt = parts.pauses().nanoTime();
        running = outstanding.count();
        if (batch().state() == Batch.State.RUNNING) {
            set(outstanding.onto(progress()));
        }
    }

    boolean isOver(long since, Duration after) {
        return parts.pauses().nanoTime() - since >= after.toNanos();
    }

    /// The driver's.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void save() {
        count();
        write(standing -> standing);
    }

    /// Writes what stands, so that the version moves on. Nothing where the batch is not this process's any
    /// more.
    ///
    /// @return whether it is still
    boolean renew() {
        lock.lock();
        try {
            if (lost || released) {
                return false;
            }
            write(standing -> standing);
            return true;
        } catch (LeaseLostException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Into another state, written. What is over is still this process's, until it is closed.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void enter(Batch.State state, @Nullable BatchOutcome ending) {
        write(standing -> standing.entered(state, ending, parts.clock().instant()));
    }

    private void write(UnaryOperator<Batch> how) {
        write(
                standing -> how.apply(standing)
                        .held(parts.self(), parts.clock().instant().plus(BatchSweeper.LEASE)),
                false);
    }

    /// Whether it was put down, closed, or left to another attempt.
    boolean isReleased() {
        lock.lock();
        try {
            return released;
        } finally {
            lock.unlock();
        }
    }

    /// For another process to take up.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void putDown() {
        write(standing -> standing.held("", parts.clock().instant()), true);
    }

    /// Over, and nothing is left to do.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void close() {
        write(standing -> standing.held(parts.self(), null), true);
    }

    /// Over, and a token waits by now: for the process that takes it up next.
    ///
    /// @throws LeaseLostException where another process took the batch over
    void resume(Batch.Turn next) {
        write(
                standing -> standing.resumed(next, parts.clock().instant())
                        .held("", parts.clock().instant()),
                true);
    }

    private void write(UnaryOperator<Batch> how, boolean last) {
        lock.lock();
        try {
            check();
            Batch next = how.apply(batch);
            if (!parts.ledger().save(next)) {
                next = settled(how, next);
            }
            batch = next;
            released = last;
        } finally {
            lock.unlock();
        }
    }

    /// A write that was refused may stand all the same, its reply lost: as it was meant, or as an earlier try
    /// had it.
    private Batch settled(UnaryOperator<Batch> how, Batch refused) {
        Optional<Batch> standing = parts.ledger()
                .find(refused.id())
                .filter(there -> there.lease().version() == refused.lease().version());
        if (standing.filter(there -> isSame(there, refused)).isPresent()) {
            return refused;
        }
        Optional<Batch> earlier =
                standing.filter(there -> there.lease().holder().equals(parts.self()));
        if (earlier.isPresent()) {
            Batch again = how.apply(batch.with(earlier.get().lease()));
            if (parts.ledger().save(again)) {
                return again;
            }
        }
        lost = true;
        signal.wake();
        throw new LeaseLostException();
    }

    private static boolean isSame(Batch standing, Batch next) {
        return standing.lease().holder().equals(next.lease().holder())
                && standing.turn().equals(next.turn())
                && standing.progress().equals(next.progress())
                && standing.state() == next.state();
    }
}
