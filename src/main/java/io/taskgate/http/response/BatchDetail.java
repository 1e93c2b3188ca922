package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchOutcome;
import io.taskgate.batch.plan.BatchPlan;
import io.taskgate.callback.model.CallbackId;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A batch with its progress, and with its result once it is over. A batch that was rejected after its token was
/// accepted has `state`, `error` and `cause` only.
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class BatchDetail {

    public final @Nullable String batchId;

    @Schema(required = true)
    public final Batch.State state;

    public final @Nullable String name;

    @Schema(description = "The ARN of the runners' state machine")
    public final @Nullable String runner;

    @Schema(description = "1 for a batch that no runner started")
    public final @Nullable Integer depth;

    @Schema(description = "The number of resumes before")
    public final @Nullable Integer attempt;

    @Schema(description = "The batch at the top of the tree; absent for that batch")
    public final @Nullable String rootBatchId;

    @Schema(description = "The callback that waits for the result; absent if none does")
    public final @Nullable String callbackId;

    public final @Nullable Instant createdAt;
    public final @Nullable Instant changedAt;
    public final @Nullable Progress progress;

    @Schema(description = "The error name of a failed batch")
    public final @Nullable String error;

    public final @Nullable String cause;

    @Schema(description = "The counts of the runners and items; absent before the end")
    public final @Nullable Counts counts;

    @Schema(description = "The gathered results; absent if nothing was gathered")
    public final @Nullable PayloadReferenceDocument reference;

    @Schema(description = "JSON Lines, a line for each runner; absent if nothing was gathered")
    public final @Nullable PayloadReferenceDocument manifest;

    @Schema(description = "In the response that starts the batch")
    public final @Nullable BatchPlanDocument plan;

    public BatchDetail(Batch batch) {
        this(batch, null);
    }

    public BatchDetail(Batch batch, @Nullable BatchPlan planned) {
        BatchOutcome outcome = batch.outcome();
        batchId = batch.id().value();
        state = batch.state();
        name = batch.request().name();
        runner = batch.request().runner();
        depth = batch.depth();
        attempt = batch.attempt();
        rootBatchId = batch.depth() > 1 ? batch.root().value() : null;
        CallbackId parent = batch.parent();
        callbackId = parent == null ? null : parent.value();
        createdAt = batch.submission().createdAt();
        changedAt = batch.changedAt();
        progress = Progress.of(batch);
        error = outcome == null ? null : outcome.error();
        cause = outcome == null || outcome.error() == null ? null : outcome.cause();
        counts = outcome == null ? null : Counts.of(outcome);
        reference = outcome == null ? null : PayloadReferenceDocument.ofNullable(outcome.results());
        manifest = outcome == null ? null : PayloadReferenceDocument.ofNullable(outcome.manifest());
        plan = planned == null ? null : BatchPlanDocument.of(planned);
    }

    private BatchDetail(String failure, String reason) {
        batchId = null;
        state = Batch.State.FAILED;
        name = null;
        runner = null;
        depth = null;
        attempt = null;
        rootBatchId = null;
        callbackId = null;
        createdAt = null;
        changedAt = null;
        progress = null;
        error = failure;
        cause = reason;
        counts = null;
        reference = null;
        manifest = null;
        plan = null;
    }

    /// A batch that was rejected after its token was accepted: the token gets the error.
    public static BatchDetail rejected(String error, String cause) {
        return new BatchDetail(error, cause);
    }

    /// How far a batch is.
    ///
    /// @param batches          the runners that were cut from the source so far
    /// @param items            the items in them
    /// @param completedBefore  all runners with a lower index are over
    /// @param batchingComplete whether the whole source is cut
    @Schema(name = "BatchProgress")
    public record Progress(long batches, long items, long completedBefore, boolean batchingComplete) {
        static Progress of(Batch batch) {
            return new Progress(
                    batch.progress().batches(),
                    batch.progress().items(),
                    batch.progress().completedBefore(),
                    batch.progress().batchingComplete());
        }
    }

    /// The counts of a batch that is over.
    ///
    /// @param batches     the number of runners
    /// @param notEnded    the number of runners that were not awaited; absent for none
    /// @param failedItems the number of items of failed runners
    @Schema(name = "BatchCounts")
    public record Counts(
            long batches,
            long succeeded,
            long failed,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long notEnded,

            long items,
            long failedItems) {

        static Counts of(BatchOutcome outcome) {
            return new Counts(
                    outcome.batches(),
                    outcome.batches() - outcome.failed() - outcome.notEnded(),
                    outcome.failed(),
                    outcome.notEnded() > 0 ? outcome.notEnded() : null,
                    outcome.items(),
                    outcome.failedItems());
        }
    }
}
