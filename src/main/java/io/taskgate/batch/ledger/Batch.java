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
/// @param source what is cut; null until a table was copied
/// @param ending null until it is gathered
public record Batch(
        BatchId id,
        Origin origin,
        Turn turn,
        @Nullable SourceObject source,
        State state,
        BatchProgress progress,
        @Nullable BatchOutcome ending,
        Lease lease,
        Instant changedAt) {

    /// What never changes of it.
    ///
    /// @param tenant the caller's
    /// @param owner  who asked for it: nobody else of the tenant but its operators sees it
    /// @param table  the source, where it is a table
    /// @param items  how many the source has, where all of it was counted; null otherwise
    /// @param root   the batch at the top of the tree; itself where no runner asked for it
    /// @param depth  1 for the root
    public record Origin(
            String tenant,
            CallbackOwner owner,
            BatchRequest request,
            @Nullable TableSource table,
            @Nullable Long items,
            BatchId root,
            int depth,
            Instant createdAt) {}

    /// What a resume begins anew.
    ///
    /// @param attempt  counts the resumes, from 0
    /// @param parent     the callback of the token that waits for the answer; null where nobody does
    /// @param generation of that callback: the one token that is told; 0 where nobody waits
    /// @param beatEach   how often Step Functions is told that the parent's task lives, in seconds
    /// @param links      how the runners' own links are made; null where they get none
    public record Turn(
            int attempt,
            @Nullable CallbackId parent,
            long generation,
            int beatEach,
            RunnerLinkSigner.@Nullable Terms links) {

        /// Whether this callback's token, or a newer one of the same work, gets the answer.
        public boolean isFor(Callback waiting) {
            return waiting.id().equals(parent) && generation >= waiting.generation();
        }
    }

    /// Who drives it.
    ///
    /// @param holder  the process; empty where none does
    /// @param version goes up with every write
    /// @param dueAt   when the sweep looks at it next; null where it need not. On a batch that is over it says
    /// that
    ///                something is left to do: who waits by now is to be seen, and runners may have to be
    /// stopped
    public record Lease(
            String holder, long version, @Nullable Instant dueAt) {}

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

    public BatchRequest request() {
        return origin.request();
    }

    public String tenant() {
        return origin.tenant();
    }

    public CallbackOwner owner() {
        return origin.owner();
    }

    /// Who owns what is checked in for it.
    public PayloadOwner payloadOwner() {
        return PayloadOwner.ofPrincipal(origin.tenant(), origin.owner().principal());
    }

    public BatchId root() {
        return origin.root();
    }

    public int depth() {
        return origin.depth();
    }

    public int attempt() {
        return turn.attempt();
    }

    public @Nullable CallbackId parent() {
        return turn.parent();
    }

    /// Whether it is over, and nothing is left to do.
    public boolean isClosed() {
        return state.isOver() && lease.dueAt() == null;
    }

    /// What is cut.
    ///
    /// @throws IllegalStateException while a table is not copied yet
    public SourceObject cutSource() {
        if (source == null) {
            throw new IllegalStateException(id + " has nothing to cut yet");
        }
        return source;
    }

    public Batch with(SourceObject found) {
        return new Batch(id, origin, turn, found, state, progress, ending, lease, changedAt);
    }

    public Batch with(BatchProgress now) {
        return new Batch(id, origin, turn, source, state, now, ending, lease, changedAt);
    }

    public Batch with(Lease standing) {
        return new Batch(id, origin, turn, source, state, progress, ending, standing, changedAt);
    }

    public Batch with(Turn taken) {
        return new Batch(id, origin, taken, source, state, progress, ending, lease, changedAt);
    }

    public Batch entered(State next, @Nullable BatchOutcome how, Instant at) {
        return new Batch(id, origin, turn, source, next, progress, how, lease, at);
    }

    /// As it is written next.
    public Batch held(String by, @Nullable Instant due) {
        Lease next = new Lease(by, lease.version() + 1, due);
        return new Batch(id, origin, turn, source, state, progress, ending, next, changedAt);
    }

    /// What failed is to be run again.
    public Batch resumed(Turn next, Instant at) {
        Lease due = new Lease(lease.holder(), lease.version(), at);
        return new Batch(id, origin, next, source, State.RUNNING, progress.again(), null, due, at);
    }

    /// What a runner's execution is called.
    public String nameOf(RunnerRecord child) {
        return child.name().text(request().name());
    }

    public byte[] opening(long index, long first) {
        return RunnerEnvelope.opening(id.value(), index, first, depth());
    }
}
