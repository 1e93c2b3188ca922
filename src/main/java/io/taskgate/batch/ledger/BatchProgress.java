package io.taskgate.batch.ledger;

import org.jspecify.annotations.Nullable;

/// How far a batch is.
///
/// @param batches           how many children there are
/// @param items       how many items they have
/// @param position    where the next child's items begin in the source, in bytes
/// @param completedBefore  all children before this one have ended
/// @param failedItemsBefore how many items those of them have that failed
/// @param batchingComplete  whether no further batch will be cut
/// @param error       why no more is cut although there may be more, as an ASL error name; null otherwise
/// @param cause       the same for people
public record BatchProgress(
        long batches,
        long items,
        long position,
        long completedBefore,
        long failedItemsBefore,
        boolean batchingComplete,
        @Nullable String error,
        @Nullable String cause) {

    public static final BatchProgress NONE = new BatchProgress(0, 0, 0, 0, 0, false, null, null);

    public BatchProgress cut(RunnerRecord child) {
        return new BatchProgress(
                child.index() + 1,
                child.first() + child.count(),
                child.to(),
                completedBefore,
                failedItemsBefore,
                batchingComplete,
                error,
                cause);
    }

    public BatchProgress completedBefore(long index, long failed) {
        return new BatchProgress(batches, items, position, index, failed, batchingComplete, error, cause);
    }

    public BatchProgress all() {
        return new BatchProgress(batches, items, position, completedBefore, failedItemsBefore, true, error, cause);
    }

    public BatchProgress stopped(String newError, String newCause) {
        return new BatchProgress(
                batches, items, position, completedBefore, failedItemsBefore, true, newError, newCause);
    }

    /// From the first child on once more; what was not cut is cut now.
    BatchProgress again() {
        return new BatchProgress(batches, items, position, 0, 0, error == null && batchingComplete, null, null);
    }

    /// Whether more failed than is tolerated, and the rest is not waited for.
    public boolean isBeyondTolerance() {
        return BatchErrors.FAILED.equals(error);
    }
}
