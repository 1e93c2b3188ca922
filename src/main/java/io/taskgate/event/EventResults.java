package io.taskgate.event;

import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.settlement.SettlementResult;
import org.jspecify.annotations.Nullable;

/// Maps the results of the callback operations to event results.
final class EventResults {

    private EventResults() {}

    static EventResult of(SettlementResult result) {
        return switch (result) {
            case SettlementResult.Reported(Callback callback) -> done(EventResult.Result.REPORTED, callback);
            case SettlementResult.UnderWay(Callback callback) -> done(EventResult.Result.COMMITTED, callback);
            case SettlementResult.Early(Callback callback) -> done(EventResult.Result.EARLY, callback);
            case SettlementResult.Conflict(Callback existing) -> done(EventResult.Result.CONFLICT, existing);
            case SettlementResult.Closed(Callback existing) -> done(EventResult.Result.CLOSED, existing);
            case SettlementResult.Replayed(Callback existing) -> done(EventResult.Result.REPLAYED, existing);
            case SettlementResult.Unknown unknown -> unknown();
            case SettlementResult.Unshapeable not ->
                new EventResult.Rejected(
                        EventResult.RejectionReason.INVALID,
                        "result",
                        not.reason().message());
            case SettlementResult.OverBudget over ->
                new EventResult.Rejected(
                        EventResult.RejectionReason.OVER_BUDGET,
                        "result",
                        over.sizes().excess().detail());
        };
    }

    static EventResult of(HeartbeatResult reply) {
        return switch (reply) {
            case HeartbeatResult.Accepted(Callback callback) -> done(EventResult.Result.HEARTBEAT, callback);
            case HeartbeatResult.Early early -> done(EventResult.Result.EARLY, null);
            case HeartbeatResult.TaskClosed(Callback existing) -> done(EventResult.Result.CLOSED, existing);
            case HeartbeatResult.Unknown unknown -> unknown();
            case HeartbeatResult.NotNow(String reason) -> new EventResult.NotNow(reason);
            case HeartbeatResult.NotRelayed(String reason) -> new EventResult.NotNow(reason);
        };
    }

    static EventResult done(EventResult.Result result, @Nullable Callback callback) {
        return new EventResult.Handled(
                result, callback == null ? null : callback.id().value());
    }

    private static EventResult unknown() {
        return new EventResult.Rejected(
                EventResult.RejectionReason.UNKNOWN_CALLBACK, "callbackId", "Unknown callback.");
    }
}
