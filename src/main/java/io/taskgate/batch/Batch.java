package io.taskgate.batch;

import io.taskgate.callback.CallbackId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The record of one batch: one item of the ledger's table (ADR-0017).
///
/// @param table    the source, where it is a table
/// @param source   what is cut; null until a table was copied
/// @param root     the batch at the top of the tree; itself where no runner asked for it
/// @param depth    1 for the root
/// @param attempt  counts the resumes, from 0
/// @param parent   the callback of the token that waits for the answer; null where nobody does
/// @param beatEach how often Step Functions is told that the parent's task lives, in seconds
/// @param holder   the process that drives it; empty where none does
/// @param version  goes up with every write
/// @param ending   null until it is gathered
/// @param dueAt    when the sweep looks at it next; null where it need not
public record Batch(
        BatchId id,
        BatchRequest request,
        @Nullable TableSource table,
        @Nullable SourceObject source,
        BatchId root,
        int depth,
        int attempt,
        @Nullable CallbackId parent,
        int beatEach,
        State state,
        Progress progress,
        String holder,
        long version,
        @Nullable Ending ending,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant dueAt) {

    /// Where a batch stands.
    public enum State {
        /// Runners are started, or waited for.
        RUNNING,
        /// It is gathered; the parent is being told.
        SETTLING,
        /// The parent was told of success.
        SUCCEEDED,
        /// The parent was told of failure.
        FAILED,
        /// Nobody waits any more: nothing more was started.
        ABORTED;

        public boolean isOver() {
            return switch (this) {
                case RUNNING, SETTLING -> false;
                case SUCCEEDED, FAILED, ABORTED -> true;
            };
        }
    }

    /// What is cut.
    ///
    /// @throws IllegalStateException while a table is not copied yet
    SourceObject cutSource() {
        if (source == null) {
            throw new IllegalStateException(id + " has nothing to cut yet");
        }
        return source;
    }

    Batch with(SourceObject found) {
        return new Batch(
                id, request, table, found, root, depth, attempt, parent, beatEach, state, progress, holder, version,
                ending, createdAt, changedAt, dueAt);
    }

    Batch with(Progress now) {
        return new Batch(
                id, request, table, source, root, depth, attempt, parent, beatEach, state, now, holder, version, ending,
                createdAt, changedAt, dueAt);
    }

    Batch entered(State next, @Nullable Ending how, Instant at) {
        return new Batch(
                id,
                request,
                table,
                source,
                root,
                depth,
                attempt,
                parent,
                beatEach,
                next,
                progress,
                holder,
                version,
                how,
                createdAt,
                at,
                next.isOver() ? null : dueAt);
    }

    /// As it is written next.
    Batch held(String by, @Nullable Instant due) {
        return new Batch(
                id,
                request,
                table,
                source,
                root,
                depth,
                attempt,
                parent,
                beatEach,
                state,
                progress,
                by,
                version + 1,
                ending,
                createdAt,
                changedAt,
                due);
    }

    /// What failed is to be run again.
    Batch resumed(@Nullable CallbackId waiting, int beat, Instant at) {
        return new Batch(
                id,
                request,
                table,
                source,
                root,
                depth,
                attempt + 1,
                waiting,
                beat,
                State.RUNNING,
                progress.again(),
                holder,
                version,
                null,
                createdAt,
                at,
                at);
    }

    byte[] opening(long index, long first) {
        return Envelopes.opening(id.value(), index, first, depth);
    }
}
