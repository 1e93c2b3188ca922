package io.taskgate.batch;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.plan.BatchPlan;
import io.taskgate.callback.registration.RegistrationResult;

/// The result of a request to start a batch.
public sealed interface BatchStartResult {

    /// The batch was planned only.
    record Planned(BatchPlan plan) implements BatchStartResult {}

    /// The batch is stored and will be driven to its end; by this call, or by an earlier one with the same
    /// token.
    record Accepted(Batch batch, BatchPlan plan) implements BatchStartResult {}

    /// A limit rejected the batch.
    ///
    /// @param error the ASL error name
    /// @param taskFailed whether the task of the token was failed with it
    record Rejected(String error, String cause, boolean taskFailed) implements BatchStartResult {}

    /// The source can't be read, or an item is too large; nothing was written.
    record InvalidSource(String message) implements BatchStartResult {}

    /// The parent batch does not exist.
    record NoSuchParent() implements BatchStartResult {}

    /// The token was not registered.
    record NotRegistered(RegistrationResult why) implements BatchStartResult {}
}
