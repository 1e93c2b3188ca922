package io.taskgate.callback.ledger;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The conditions on the current record under which a transition is written. Each component is one of the
/// protocol's guards; null or empty means that the transition does not require it. The ledger turns a guard
/// into one conditional write.
///
/// @param states the states that the record may be in
/// @param generation the generation that was read: no newer token came
/// @param fence the fence that was read: no other process took over the report
/// @param operationId the operation ID of the outcome that was read
/// @param heartbeat the condition on the last heartbeat
/// @param noLate whether the record must not have a late answer
/// @param dispatch the dispatch state that was read
/// @param linksOf the generation whose links must not be revoked
/// @param ownership the owner that was read
/// @param due the due time that was read
public record Guard(
        Set<CallbackState> states,
        @Nullable Long generation,
        @Nullable Long fence,
        @Nullable String operationId,
        @Nullable HeartbeatCondition heartbeat,
        boolean noLate,
        Callback.@Nullable Dispatch dispatch,
        @Nullable Long linksOf,
        @Nullable Ownership ownership,
        @Nullable Due due) {

    /// The due time that was read.
    ///
    /// @param at null if the record was not due
    public record Due(@Nullable Instant at) {}

    /// The owner that was read.
    ///
    /// @param owner null if the record had none
    public record Ownership(@Nullable CallbackOwner owner) {}

    /// A condition on the last heartbeat.
    public sealed interface HeartbeatCondition {

        /// The last heartbeat is the one that was read; null means that there was none.
        record Unchanged(@Nullable Instant at) implements HeartbeatCondition {}

        /// The last heartbeat is not later than this.
        record NotAfter(Instant at) implements HeartbeatCondition {}
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

    Guard heartbeatUnchanged(@Nullable Instant seen) {
        return with(draft -> draft.heartbeat = new HeartbeatCondition.Unchanged(seen));
    }

    Guard heartbeatNotAfter(Instant at) {
        return with(draft -> draft.heartbeat = new HeartbeatCondition.NotAfter(at));
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

    /// A mutable copy of the guard's conditions.
    private static final class Draft {
        private final Set<CallbackState> states;
        private @Nullable Long generation;
        private @Nullable Long fence;
        private @Nullable String operationId;
        private @Nullable HeartbeatCondition heartbeat;
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
            heartbeat = guard.heartbeat;
            noLate = guard.noLate;
            dispatch = guard.dispatch;
            linksOf = guard.linksOf;
            ownership = guard.ownership;
            due = guard.due;
        }

        private Guard guard() {
            return new Guard(
                    states, generation, fence, operationId, heartbeat, noLate, dispatch, linksOf, ownership, due);
        }
    }
}
