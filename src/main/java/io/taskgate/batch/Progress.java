package io.taskgate.batch;

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
public record Progress(
        long cut,
        long items,
        long position,
        long endedBelow,
        long failedBelow,
        boolean whole,
        @Nullable String error,
        @Nullable String cause) {

    static final Progress NONE = new Progress(0, 0, 0, 0, 0, false, null, null);

    Progress cut(Child child) {
        return new Progress(
                child.index() + 1,
                child.first() + child.count(),
                child.to(),
                endedBelow,
                failedBelow,
                whole,
                error,
                cause);
    }

    Progress endedBelow(long index, long failed) {
        return new Progress(cut, items, position, index, failed, whole, error, cause);
    }

    Progress all() {
        return new Progress(cut, items, position, endedBelow, failedBelow, true, error, cause);
    }

    Progress stopped(String newError, String newCause) {
        return new Progress(cut, items, position, endedBelow, failedBelow, true, newError, newCause);
    }

    /// From the first child on once more; what was not cut is cut now.
    Progress again() {
        return new Progress(cut, items, position, 0, 0, error == null && whole, null, null);
    }

    /// Whether more failed than is tolerated, and the rest is not waited for.
    boolean isBeyondTolerance() {
        return Errors.FAILED.equals(error);
    }
}
