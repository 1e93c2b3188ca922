package io.taskgate.batch;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.plan.BatchPlan;
import io.taskgate.callback.registration.RegistrationResult;

/// What a request for a batch came to.
public sealed interface BatchStartResult {

    /// Only planned.
    record Planned(BatchPlan plan) implements BatchStartResult {}

    /// It is kept, and driven by a process until it ends; by this call, or by an earlier one with the same
    /// token.
    record Accepted(Batch batch, BatchPlan plan) implements BatchStartResult {}

    /// A brake holds it.
    ///
    /// @param error an ASL error name
    /// @param told  whether the token that came with it is failed with it
    record Braked(String error, String cause, boolean told) implements BatchStartResult {}

    /// The source can't be read, or an item may not travel; nothing was written.
    record InvalidSource(String message) implements BatchStartResult {}

    /// The batch that it is nested in is not there.
    record NoSuchParent() implements BatchStartResult {}

    /// The token was not taken.
    record NotRegistered(RegistrationResult why) implements BatchStartResult {}
}
