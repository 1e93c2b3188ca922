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

/// One part of a change to a record. A transition writes all of its edits or none.
public sealed interface Mutation {

    /// Into another state, at a time, for a reason.
    record Enter(CallbackState state, Instant at, @Nullable String reason) implements Mutation {}

    /// A registration takes the record: the first one, or a newer token's.
    record Generation(
            long number, TokenOrder order, RegisteredTask task, List<Callback.Past> past, List<Callback.Entry> history)
            implements Mutation {}

    /// The record belongs to this owner.
    record SetOwner(CallbackOwner owner) implements Mutation {}

    /// Null clears it.
    record SetOutcome(@Nullable Outcome outcome) implements Mutation {}

    record SetLease(Callback.Lease lease) implements Mutation {}

    /// The request is null where it need not be kept any longer.
    record SetDispatch(Callback.Dispatch dispatch, @Nullable Payload request) implements Mutation {}

    /// Starts a generation's pulse anew.
    record StartPulse(@Nullable Instant deadline) implements Mutation {}

    /// One heartbeat more. A null progress leaves the last one standing.
    record AddBeat(
            Instant at,
            @Nullable Instant deadline,
            @Nullable JsonNode progress) implements Mutation {}

    /// Null clears it.
    record SetLate(@Nullable Outcome late) implements Mutation {}

    /// Revokes the links of all generations up to this one.
    record RevokeLinks(long generation) implements Mutation {}

    /// When the sweep looks next; null takes the record out of the due index.
    record SetDue(@Nullable Instant at) implements Mutation {}

    /// When the ledger may forget the record.
    record SetExpiry(@Nullable Instant at) implements Mutation {}

    /// Appends to the history.
    record Note(Callback.Entry entry) implements Mutation {}
}
