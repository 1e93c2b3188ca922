package io.taskgate.callback.settlement;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.boundary.BoundaryResult;

/// The result of an attempt to settle a callback with an answer.
public sealed interface SettlementResult {

    /// Step Functions has the answer.
    record Reported(Callback callback) implements SettlementResult {}

    /// The answer is committed and will be reported.
    record UnderWay(Callback callback) implements SettlementResult {}

    /// The callback is not registered yet: the answer is stored for its registration.
    record Early(Callback callback) implements SettlementResult {}

    /// The callback has a different answer. This one is recorded and has no effect.
    record Conflict(Callback current) implements SettlementResult {}

    /// The task is closed. The first such answer is stored for a newer token.
    record Closed(Callback current) implements SettlementResult {}

    /// A copy of a delivery that has answered an earlier generation; nothing was written.
    record Replayed(Callback current) implements SettlementResult {}

    /// The callback does not exist or the caller may not see it; the two can't be distinguished.
    record Unknown() implements SettlementResult {}

    /// The result can't be shaped; nothing was written.
    record Unshapeable(BoundaryResult.Unshapeable reason) implements SettlementResult {}

    /// The result is over its budget and may not be checked in; nothing was written.
    record OverBudget(BoundaryResult.Refused sizes) implements SettlementResult {}
}
