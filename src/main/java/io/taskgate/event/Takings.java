package io.taskgate.event;

import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.settlement.SettlementResult;
import org.jspecify.annotations.Nullable;

/// What the protocol's verbs came to, as what the event came to.
final class Takings {

    private Takings() {}

    static Taken of(SettlementResult settled) {
        return switch (settled) {
            case SettlementResult.Reported(Callback callback) -> done(Taken.Result.REPORTED, callback);
            case SettlementResult.UnderWay(Callback callback) -> done(Taken.Result.COMMITTED, callback);
            case SettlementResult.Early(Callback callback) -> done(Taken.Result.EARLY, callback);
            case SettlementResult.Conflict(Callback standing) -> done(Taken.Result.CONFLICT, standing);
            case SettlementResult.Closed(Callback standing) -> done(Taken.Result.CLOSED, standing);
            case SettlementResult.Replayed(Callback standing) -> done(Taken.Result.REPLAYED, standing);
            case SettlementResult.Unknown unknown -> unknown();
            case SettlementResult.Unshapeable not ->
                new Taken.Refused(Taken.Why.INVALID, "result", not.reason().message());
            case SettlementResult.OverBudget over ->
                new Taken.Refused(
                        Taken.Why.OVER_BUDGET, "result", over.sizes().excess().detail());
        };
    }

    static Taken of(HeartbeatResult reply) {
        return switch (reply) {
            case HeartbeatResult.Beating(Callback callback) -> done(Taken.Result.BEATING, callback);
            case HeartbeatResult.Early early -> done(Taken.Result.EARLY, null);
            case HeartbeatResult.Stop(Callback standing) -> done(Taken.Result.CLOSED, standing);
            case HeartbeatResult.Unknown unknown -> unknown();
            case HeartbeatResult.NotNow(String reason) -> new Taken.NotNow(reason);
            case HeartbeatResult.NotRelayed(String reason) -> new Taken.NotNow(reason);
        };
    }

    static Taken done(Taken.Result result, @Nullable Callback callback) {
        return new Taken.Done(result, callback == null ? null : callback.id().value());
    }

    private static Taken unknown() {
        return new Taken.Refused(Taken.Why.UNKNOWN, "callbackId", "there is no such callback");
    }
}
