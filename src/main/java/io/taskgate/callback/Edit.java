package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a change to a record. A transition writes all of its edits or none.
public sealed interface Edit {

    /// Into another state, at a time, for a reason.
    record Enter(State state, Instant at, @Nullable String reason) implements Edit {}

    /// A registration takes the record: the first one, or a newer token's.
    record Generation(long number, Order order, Task task, List<Callback.Past> past, List<Callback.Entry> history)
            implements Edit {}

    /// The record belongs to this owner.
    record SetOwner(Owner owner) implements Edit {}

    /// Null clears it.
    record SetOutcome(@Nullable Outcome outcome) implements Edit {}

    record SetLease(Callback.Lease lease) implements Edit {}

    /// The request is null where it need not be kept any longer.
    record SetDispatch(Callback.Dispatch dispatch, @Nullable Payload request) implements Edit {}

    /// Starts a generation's pulse anew.
    record StartPulse(@Nullable Instant deadline) implements Edit {}

    /// One heartbeat more. A null progress leaves the last one standing.
    record AddBeat(
            Instant at,
            @Nullable Instant deadline,
            @Nullable JsonNode progress) implements Edit {}

    /// Null clears it.
    record SetLate(@Nullable Outcome late) implements Edit {}

    /// Revokes the links of all generations up to this one.
    record RevokeLinks(long generation) implements Edit {}

    /// When the sweep looks next; null takes the record out of the due index.
    record SetDue(@Nullable Instant at) implements Edit {}

    /// When the ledger may forget the record.
    record SetExpiry(@Nullable Instant at) implements Edit {}

    /// Appends to the history.
    record Note(Callback.Entry entry) implements Edit {}
}
