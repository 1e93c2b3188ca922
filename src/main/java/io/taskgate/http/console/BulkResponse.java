package io.taskgate.http.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.operator.BulkOperator.BulkResult;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The result of an action on many callbacks.
///
/// @param matched  the callbacks that were named or found
/// @param complete whether these are all that the filter matches
/// @param results  one for each
public record BulkResponse(
        @Schema(required = true) boolean dryRun,
        @Schema(required = true) int matched,
        @Schema(required = true) boolean complete,
        @Schema(required = true) List<BulkItem> results) {

    /// The result for one callback.
    public enum BulkOutcome {
        /// It was found; a dry run does nothing.
        MATCHED,
        /// The callback has ended.
        DONE,
        /// Committed; the report or the request is in progress.
        IN_PROGRESS,
        /// Its state does not allow the action.
        NOT_POSSIBLE,
        /// There is no such callback, or the grant does not cover it.
        UNKNOWN,
        /// The ledger was unavailable. Repeat the request.
        UNAVAILABLE,
        /// The time was over. Repeat the request with these IDs.
        NOT_TRIED
    }

    /// The result for one callback.
    ///
    /// @param state  after the action; absent if it is not known
    /// @param reason why the action is not possible
    @Schema(name = "BulkItem")
    public record BulkItem(
            @Schema(required = true) String callbackId,
            @Schema(required = true) BulkOutcome result,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CallbackState state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {

        static BulkItem matched(Callback callback) {
            return new BulkItem(callback.id().value(), BulkOutcome.MATCHED, callback.state(), null);
        }

        static BulkItem unknown(String id) {
            return new BulkItem(id, BulkOutcome.UNKNOWN, null, null);
        }

        static BulkItem of(String id, BulkResult result) {
            return switch (result) {
                case BulkResult.Acted(OperatorResult.Done(Callback callback)) ->
                    new BulkItem(
                            id,
                            callback.state().isEnd() ? BulkOutcome.DONE : BulkOutcome.IN_PROGRESS,
                            callback.state(),
                            null);
                case BulkResult.Acted(OperatorResult.NotPossible(Callback current, String reason)) ->
                    new BulkItem(id, BulkOutcome.NOT_POSSIBLE, current.state(), reason);
                case BulkResult.Acted(OperatorResult.Unknown _) -> unknown(id);
                case BulkResult.Unavailable _ -> new BulkItem(id, BulkOutcome.UNAVAILABLE, null, null);
                case BulkResult.NotTried _ -> new BulkItem(id, BulkOutcome.NOT_TRIED, null, null);
            };
        }
    }
}
