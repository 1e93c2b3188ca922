package io.taskgate.batch.ledger;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The record of one batch: one item of the ledger's table (ADR-0017).
///
/// @param source the source that is cut; null until a table is copied
/// @param outcome the outcome; null until it is gathered
public record Batch(
        BatchId id,
        Submission submission,
        BatchAttempt batchAttempt,
        @Nullable SourceObject source,
        State state,
        BatchProgress progress,
        @Nullable BatchOutcome outcome,
        Lease lease,
        Instant changedAt) {

    /// The part of a batch that never changes.
    ///
    /// @param tenant the caller's tenant
    /// @param owner the caller; within the tenant, only the caller and operators may see the batch
    /// @param table the source, if it is a table
    /// @param items the number of items, if all of them were counted; null otherwise
    /// @param root the batch at the top of the tree; this batch if no runner started it
    /// @param depth the depth in the tree, 1 for the root
    public record Submission(
            String tenant,
            CallbackOwner owner,
            BatchRequest request,
            @Nullable TableSource table,
            @Nullable Long items,
            BatchId root,
            int depth,
            Instant createdAt) {}

    /// One attempt of a batch.
    ///
    /// @param attempt the number of resumes before it
    /// @param parent the callback of the token that waits for the answer; null for none
    /// @param generation the generation of that callback, which alone is answered; 0 for none
    /// @param heartbeatSeconds the interval in seconds of the heartbeats for the parent's task
    /// @param links the terms of the runners' links; null if they get none
    public record BatchAttempt(
            int attempt,
            @Nullable CallbackId parent,
            long generation,
            int heartbeatSeconds,
            RunnerLinkSigner.@Nullable Terms links) {

        /// Returns whether this callback's token, or a newer one of the same work, gets the answer.
        public boolean isFor(Callback waiting) {
            return waiting.id().equals(parent) && generation >= waiting.generation();
        }
    }

    /// The lease on a batch.
    ///
    /// @param holder the process that drives it; empty for none
    /// @param version the version, which increases with every write
    /// @param dueAt the time at which the sweep processes it next; null for never. A batch that is over and due
    ///     has something left to do: a waiting token may have to be found, and runners may have to be stopped
    public record Lease(
            String holder, long version, @Nullable Instant dueAt) {}

    /// The state of a batch.
    public enum State {
        /// Runners are started or awaited.
        RUNNING,
        /// The results are gathered, and the parent is being answered.
        SETTLING,
        /// The parent was answered with success.
        SUCCEEDED,
        /// The parent was answered with failure.
        FAILED,
        /// No task waits any more: nothing more was started.
        ABORTED;

        public boolean isOver() {
            return switch (this) {
                case RUNNING, SETTLING -> false;
                case SUCCEEDED, FAILED, ABORTED -> true;
            };
        }
    }

    public BatchRequest request() {
        return submission.request();
    }

    public String tenant() {
        return submission.tenant();
    }

    public CallbackOwner owner() {
        return submission.owner();
    }

    /// The owner of the payloads that are checked in for it.
    public PayloadOwner payloadOwner() {
        return PayloadOwner.ofPrincipal(submission.tenant(), submission.owner().principal());
    }

    public BatchId root() {
        return submission.root();
    }

    public int depth() {
        return submission.depth();
    }

    public int attempt() {
        return batchAttempt.attempt();
    }

    public @Nullable CallbackId parent() {
        return batchAttempt.parent();
    }

    /// Returns whether it is over and has nothing left to do.
    public boolean isClosed() {
        return state.isOver() && lease.dueAt() == null;
    }

    /// The source to cut.
    ///
    /// @throws IllegalStateException while a table is not copied yet
    public SourceObject cutSource() {
        if (source == null) {
            throw new IllegalStateException(id + " has no source yet.");
        }
        return source;
    }

    public Batch with(SourceObject found) {
        return new Batch(id, submission, batchAttempt, found, state, progress, outcome, lease, changedAt);
    }

    public Batch with(BatchProgress now) {
        return new Batch(id, submission, batchAttempt, source, state, now, outcome, lease, changedAt);
    }

    public Batch with(Lease current) {
        return new Batch(id, submission, batchAttempt, source, state, progress, outcome, current, changedAt);
    }

    public Batch with(BatchAttempt taken) {
        return new Batch(id, submission, taken, source, state, progress, outcome, lease, changedAt);
    }

    public Batch withState(State next, @Nullable BatchOutcome how, Instant at) {
        return new Batch(id, submission, batchAttempt, source, next, progress, how, lease, at);
    }

    /// The batch with its next version and this lease.
    public Batch withLease(String by, @Nullable Instant due) {
        Lease next = new Lease(by, lease.version() + 1, due);
        return new Batch(id, submission, batchAttempt, source, state, progress, outcome, next, changedAt);
    }

    /// The batch in its next attempt, which runs the failed items again.
    public Batch resumed(BatchAttempt next, Instant at) {
        Lease due = new Lease(lease.holder(), lease.version(), at);
        return new Batch(id, submission, next, source, State.RUNNING, progress.nextAttempt(), null, due, at);
    }

    /// The name of a runner's execution.
    public String nameOf(RunnerRecord child) {
        return child.name().text(request().name());
    }

    public byte[] inputPrefix(long index, long first) {
        return RunnerEnvelope.inputPrefix(id.value(), index, first, depth());
    }
}
