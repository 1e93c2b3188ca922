package io.taskgate.batch.ledger;

import org.jspecify.annotations.Nullable;

/// How far a batch is.
///
/// @param cut         how many children there are
/// @param items       how many items they have
/// @param position    where the next child's items begin in the source, in bytes
/// @param endedBelow  all children before this one have ended
/// @param failedBelow how many items those of them have that failed
/// @param whole       whether all is cut that will be
/// @param error       why no more is cut although there may be more, as an ASL error name; null otherwise
/// @param cause       the same for people
public record BatchProgress(
        long cut,
        long items,
        long position,
        long endedBelow,
        long failedBelow,
        boolean whole,
        @Nullable String error,
        @Nullable String cause) {

    public static final BatchProgress NONE = new BatchProgress(0, 0, 0, 0, 0, false, null, null);

    public BatchProgress cut(RunnerRecord child) {
        return new BatchProgress(
                child.index() + 1,
                child.first() + child.count(),
                child.to(),
                endedBelow,
                failedBelow,
                whole,
                error,
                cause);
    }

    public BatchProgress endedBelow(long index, long failed) {
        return new BatchProgress(cut, items, position, index, failed, whole, error, cause);
    }

    public BatchProgress all() {
        return new BatchProgress(cut, items, position, endedBelow, failedBelow, true, error, cause);
    }

    public BatchProgress stopped(String newError, String newCause) {
        return new BatchProgress(cut, items, position, endedBelow, failedBelow, true, newError, newCause);
    }

    /// From the first child on once more; what was not cut is cut now.
    BatchProgress again() {
        return new BatchProgress(cut, items, position, 0, 0, error == null && whole, null, null);
    }

    /// Whether more failed than is tolerated, and the rest is not waited for.
    public boolean isBeyondTolerance() {
        return BatchErrors.FAILED.equals(error);
    }
}
