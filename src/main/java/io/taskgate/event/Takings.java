package io.taskgate.event;

import io.taskgate.callback.Callback;
import io.taskgate.callback.HeartbeatReply;
import io.taskgate.callback.Settled;
import org.jspecify.annotations.Nullable;

/// What the protocol's verbs came to, as what the event came to.
final class Takings {

    private Takings() {}

    static Taken of(Settled settled) {
        return switch (settled) {
            case Settled.Reported(Callback callback) -> done(Taken.Result.REPORTED, callback);
            case Settled.UnderWay(Callback callback) -> done(Taken.Result.COMMITTED, callback);
            case Settled.Early(Callback callback) -> done(Taken.Result.EARLY, callback);
            case Settled.Conflict(Callback standing) -> done(Taken.Result.CONFLICT, standing);
            case Settled.Closed(Callback standing) -> done(Taken.Result.CLOSED, standing);
            case Settled.Replayed(Callback standing) -> done(Taken.Result.REPLAYED, standing);
            case Settled.Unknown unknown -> unknown();
            case Settled.Unshapeable not ->
                new Taken.Refused(Taken.Why.INVALID, "result", not.reason().message());
            case Settled.OverBudget over ->
                new Taken.Refused(
                        Taken.Why.OVER_BUDGET, "result", over.sizes().excess().detail());
        };
    }

    static Taken of(HeartbeatReply reply) {
        return switch (reply) {
            case HeartbeatReply.Beating(Callback callback) -> done(Taken.Result.BEATING, callback);
            case HeartbeatReply.Early early -> done(Taken.Result.EARLY, null);
            case HeartbeatReply.Stop(Callback standing) -> done(Taken.Result.CLOSED, standing);
            case HeartbeatReply.Unknown unknown -> unknown();
            case HeartbeatReply.NotNow(String reason) -> new Taken.NotNow(reason);
            case HeartbeatReply.NotRelayed(String reason) -> new Taken.NotNow(reason);
        };
    }

    static Taken done(Taken.Result result, @Nullable Callback callback) {
        return new Taken.Done(result, callback == null ? null : callback.id().value());
    }

    private static Taken unknown() {
        return new Taken.Refused(Taken.Why.UNKNOWN, "callbackId", "there is no such callback");
    }
}
