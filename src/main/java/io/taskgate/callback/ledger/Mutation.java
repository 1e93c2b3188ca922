package io.taskgate.callback.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a change to a record. A transition writes all of its mutations or none.
public sealed interface Mutation {

    /// Sets the state, its time and its reason.
    record SetState(
            CallbackState state, Instant at, @Nullable String reason) implements Mutation {}

    /// Begins a generation: a registration's first one, or a newer token's.
    record NextGeneration(
            long number,
            TokenOrder order,
            RegisteredTask task,
            List<Callback.PastGeneration> past,
            List<Callback.HistoryEntry> history)
            implements Mutation {}

    /// Sets the owner.
    record SetOwner(CallbackOwner owner) implements Mutation {}

    /// Sets the outcome; null removes it.
    record SetOutcome(@Nullable Outcome outcome) implements Mutation {}

    record SetLease(Callback.Lease lease) implements Mutation {}

    /// Sets the dispatch state. The request is null if it need not be stored any longer.
    record SetDispatch(Callback.Dispatch dispatch, @Nullable Payload request) implements Mutation {}

    /// Resets the heartbeats for a new generation.
    record ResetHeartbeat(@Nullable Instant deadline) implements Mutation {}

    /// Records a heartbeat. A null progress leaves the last one.
    record RecordHeartbeat(
            Instant at,
            @Nullable Instant deadline,
            @Nullable JsonNode progress) implements Mutation {}

    /// Sets the late answer; null removes it.
    record SetLateAnswer(@Nullable Outcome late) implements Mutation {}

    /// Revokes the links of all generations up to this one.
    record RevokeLinks(long generation) implements Mutation {}

    /// Sets the due time; null removes the record from the due index.
    record SetDue(@Nullable Instant at) implements Mutation {}

    /// Brings the due time forward: it becomes `at` if the record is not due by `latest`, and stays otherwise, together
    /// with its place in the index. An entry of the index that is early enough costs nothing.
    record BringDueForward(Instant at, Instant latest) implements Mutation {}

    /// Sets the time after which the ledger may delete the record.
    record SetExpiry(@Nullable Instant at) implements Mutation {}

    /// Appends an entry to the history.
    record AppendHistory(Callback.HistoryEntry entry) implements Mutation {}
}
