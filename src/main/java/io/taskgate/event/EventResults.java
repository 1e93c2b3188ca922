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
            case SettlementResult.Conflict(Callback standing) -> done(EventResult.Result.CONFLICT, standing);
            case SettlementResult.Closed(Callback standing) -> done(EventResult.Result.CLOSED, standing);
            case SettlementResult.Replayed(Callback standing) -> done(EventResult.Result.REPLAYED, standing);
            case SettlementResult.Unknown unknown -> unknown();
            case SettlementResult.Unshapeable not ->
                new EventResult.Refused(
                        EventResult.Why.INVALID, "result", not.reason().message());
            case SettlementResult.OverBudget over ->
                new EventResult.Refused(
                        EventResult.Why.OVER_BUDGET,
                        "result",
                        over.sizes().excess().detail());
        };
    }

    static EventResult of(HeartbeatResult reply) {
        return switch (reply) {
            case HeartbeatResult.Accepted(Callback callback) -> done(EventResult.Result.HEARTBEAT, callback);
            case HeartbeatResult.Early early -> done(EventResult.Result.EARLY, null);
            case HeartbeatResult.TaskClosed(Callback standing) -> done(EventResult.Result.CLOSED, standing);
            case HeartbeatResult.Unknown unknown -> unknown();
            case HeartbeatResult.NotNow(String reason) -> new EventResult.NotNow(reason);
            case HeartbeatResult.NotRelayed(String reason) -> new EventResult.NotNow(reason);
        };
    }

    static EventResult done(EventResult.Result result, @Nullable Callback callback) {
        return new EventResult.Done(
                result, callback == null ? null : callback.id().value());
    }

    private static EventResult unknown() {
        return new EventResult.Refused(EventResult.Why.UNKNOWN_CALLBACK, "callbackId", "Unknown callback.");
    }
}
