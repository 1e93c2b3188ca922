package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must still be true of the standing record for a transition to be written. Each part is one of the
/// protocol's guards; null or empty means that the transition does not ask for it. The ledger turns a guard
/// into one conditional write.
///
/// @param states      the record is in one of these
/// @param generation  no newer token came
/// @param fence       nobody took the report over
/// @param operationId the standing outcome is the one that was seen
/// @param beat        what must be so of the last heartbeat
/// @param noLate      no late answer is kept yet
/// @param dispatch    the request's publication is as it was seen
/// @param linksOf     the links of this generation are not revoked
/// @param ownership   the record's owner is the one that was seen
/// @param due         it is due when it was seen to be
public record Guard(
        Set<CallbackState> states,
        @Nullable Long generation,
        @Nullable Long fence,
        @Nullable String operationId,
        @Nullable Beat beat,
        boolean noLate,
        Callback.@Nullable Dispatch dispatch,
        @Nullable Long linksOf,
        @Nullable Ownership ownership,
        @Nullable Due due) {

    /// When the sweep was to look at the record.
    ///
    /// @param at null where it was not to
    public record Due(@Nullable Instant at) {}

    /// The owner that was seen.
    ///
    /// @param owner null where the record had none
    public record Ownership(@Nullable CallbackOwner owner) {}

    /// What must be so of the last heartbeat.
    public sealed interface Beat {

        /// It is the one that was seen; null means that none was.
        record Unchanged(@Nullable Instant at) implements Beat {}

        /// It is no later than this.
        record NotAfter(Instant at) implements Beat {}
    }

    public static Guard in(CallbackState... states) {
        return new Guard(Set.of(states), null, null, null, null, false, null, null, null, null);
    }

    Guard generation(long seen) {
        return new Guard(states, seen, fence, operationId, beat, noLate, dispatch, linksOf, ownership, due);
    }

    Guard fence(long seen) {
        return new Guard(states, generation, seen, operationId, beat, noLate, dispatch, linksOf, ownership, due);
    }

    Guard operationId(String seen) {
        return new Guard(states, generation, fence, seen, beat, noLate, dispatch, linksOf, ownership, due);
    }

    Guard beatUnchanged(@Nullable Instant seen) {
        return new Guard(
                states,
                generation,
                fence,
                operationId,
                new Beat.Unchanged(seen),
                noLate,
                dispatch,
                linksOf,
                ownership,
                due);
    }

    Guard beatNotAfter(Instant at) {
        return new Guard(
                states,
                generation,
                fence,
                operationId,
                new Beat.NotAfter(at),
                noLate,
                dispatch,
                linksOf,
                ownership,
                due);
    }

    Guard noLateAnswer() {
        return new Guard(states, generation, fence, operationId, beat, true, dispatch, linksOf, ownership, due);
    }

    Guard dispatch(Callback.Dispatch seen) {
        return new Guard(states, generation, fence, operationId, beat, noLate, seen, linksOf, ownership, due);
    }

    public Guard linksNotRevoked(long of) {
        return new Guard(states, generation, fence, operationId, beat, noLate, dispatch, of, ownership, due);
    }

    Guard ownerUnchanged(@Nullable CallbackOwner seen) {
        return new Guard(
                states, generation, fence, operationId, beat, noLate, dispatch, linksOf, new Ownership(seen), due);
    }

    Guard dueUnchanged(@Nullable Instant seen) {
        return new Guard(
                states, generation, fence, operationId, beat, noLate, dispatch, linksOf, ownership, new Due(seen));
    }
}
