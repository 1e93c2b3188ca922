package io.taskgate.batch.ledger;

import org.jspecify.annotations.Nullable;

/// The progress of a batch.
///
/// @param batches the number of runners
/// @param items the number of their items
/// @param position the offset in the source, in bytes, of the next runner's items
/// @param completedBefore the index below which all runners have ended
/// @param failedItemsBefore the number of failed items below that index
/// @param batchingComplete whether everything is cut that will be
/// @param error the ASL error name with which the cutting ended early; null otherwise
/// @param cause the reason for people
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

    /// The progress of the next attempt: from the first runner on, and items that were not cut are cut.
    BatchProgress nextAttempt() {
        return new BatchProgress(batches, items, position, 0, 0, error == null && batchingComplete, null, null);
    }

    /// Returns whether more items failed than are tolerated, and the other runners are not awaited.
    public boolean isBeyondTolerance() {
        return BatchErrors.FAILED.equals(error);
    }
}
