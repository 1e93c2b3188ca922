package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
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
        return with(draft -> draft.generation = seen);
    }

    Guard fence(long seen) {
        return with(draft -> draft.fence = seen);
    }

    Guard operationId(String seen) {
        return with(draft -> draft.operationId = seen);
    }

    Guard beatUnchanged(@Nullable Instant seen) {
        return with(draft -> draft.beat = new Beat.Unchanged(seen));
    }

    Guard beatNotAfter(Instant at) {
        return with(draft -> draft.beat = new Beat.NotAfter(at));
    }

    Guard noLateAnswer() {
        return with(draft -> draft.noLate = true);
    }

    Guard dispatch(Callback.Dispatch seen) {
        return with(draft -> draft.dispatch = seen);
    }

    public Guard linksNotRevoked(long of) {
        return with(draft -> draft.linksOf = of);
    }

    Guard ownerUnchanged(@Nullable CallbackOwner seen) {
        return with(draft -> draft.ownership = new Ownership(seen));
    }

    Guard dueUnchanged(@Nullable Instant seen) {
        return with(draft -> draft.due = new Due(seen));
    }

    private Guard with(Consumer<Draft> condition) {
        Draft draft = new Draft(this);
        condition.accept(draft);
        return draft.guard();
    }

    /// The same guard with its conditions open to change, by name.
    private static final class Draft {
        private final Set<CallbackState> states;
        private @Nullable Long generation;
        private @Nullable Long fence;
        private @Nullable String operationId;
        private @Nullable Beat beat;
        private boolean noLate;
        private Callback.@Nullable Dispatch dispatch;
        private @Nullable Long linksOf;
        private @Nullable Ownership ownership;
        private @Nullable Due due;

        private Draft(Guard guard) {
            states = guard.states;
            generation = guard.generation;
            fence = guard.fence;
            operationId = guard.operationId;
            beat = guard.beat;
            noLate = guard.noLate;
            dispatch = guard.dispatch;
            linksOf = guard.linksOf;
            ownership = guard.ownership;
            due = guard.due;
        }

        private Guard guard() {
            return new Guard(states, generation, fence, operationId, beat, noLate, dispatch, linksOf, ownership, due);
        }
    }
}
