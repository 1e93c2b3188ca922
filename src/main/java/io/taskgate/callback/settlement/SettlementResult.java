package io.taskgate.callback.settlement;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.boundary.BoundaryResult;

/// What an answer came to.
public sealed interface SettlementResult {

    /// Step Functions has it.
    record Reported(Callback callback) implements SettlementResult {}

    /// It is committed; Step Functions will have it.
    record UnderWay(Callback callback) implements SettlementResult {}

    /// Nobody waits yet: it is kept for the registration.
    record Early(Callback callback) implements SettlementResult {}

    /// A different answer stands. This one is recorded, and changes nothing.
    record Conflict(Callback standing) implements SettlementResult {}

    /// The task is gone. The answer is kept for a newer token, as far as it is the first one.
    record Closed(Callback standing) implements SettlementResult {}

    /// A webhook's delivery by which an earlier generation was answered: nothing was written.
    record Replayed(Callback standing) implements SettlementResult {}

    /// No such callback, or none that this caller may see: the two can't be told apart.
    record Unknown() implements SettlementResult {}

    /// The result can't be shaped; nothing was written.
    record Unshapeable(BoundaryResult.Unshapeable reason) implements SettlementResult {}

    /// The result is over its budget and may not be checked in; nothing was written.
    record OverBudget(BoundaryResult.Refused sizes) implements SettlementResult {}
}
