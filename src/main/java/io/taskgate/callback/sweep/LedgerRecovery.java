package io.taskgate.callback.sweep;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells whether writes of the ledger work again after an outage of them, and have for long enough that every process
/// has stored the heartbeats that it could not store meanwhile. Single failures among successful writes are no outage.
/// Thread-safe.
final class LedgerRecovery {

    /// The time without a successful write that makes an outage. A heartbeat is absorbed for longer than the clocks'
    /// margin only at intervals of more than 15 s, and then a time-out is due after many more seconds of failures.
    private static final Duration OUTAGE = Duration.ofSeconds(2);

    /// The time in which other processes store their heartbeats: a pass of theirs, and a call of Step Functions that
    /// gets no reply.
    static final Duration GRACE = Duration.ofSeconds(3);

    private final Sleeper sleeper;
    private @Nullable Long failingSince;
    private @Nullable Long recoveredAt;
    private boolean isReader = true;

    LedgerRecovery(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /// Makes a write and notes whether it could be made. A condition that failed is a write that works.
    <T> T observe(Supplier<T> write) {
        long begun = sleeper.nanoTime();
        try {
            T written = write.get();
            succeeded();
            return written;
        } catch (Ledger.LedgerUnavailableException e) {
            failed(begun);
            throw e;
        }
    }

    private synchronized void succeeded() {
        if (isOutage()) {
            recoveredAt = sleeper.nanoTime();
        }
        failingSince = null;
    }

    /// Notes that the ledger could not be called, by a call that [#observe] did not make.
    void failed() {
        failed(sleeper.nanoTime());
    }

    /// Notes whether this process reads the due index. One that begins to has not seen whether writes have worked.
    synchronized void reads(boolean does) {
        if (does && !isReader) {
            recoveredAt = sleeper.nanoTime();
        }
        isReader = does;
    }

    private synchronized void failed(long begun) {
        if (failingSince == null) {
            failingSince = begun;
        }
    }

    private boolean isOutage() {
        return failingSince != null && sleeper.nanoTime() - failingSince >= OUTAGE.toNanos();
    }

    /// Whether a heartbeat that another process has accepted may still not be stored, because no write has worked, or
    /// only for a moment.
    synchronized boolean isRecent() {
        return !isReader || isOutage() || (recoveredAt != null && sleeper.nanoTime() - recoveredAt < GRACE.toNanos());
    }
}
