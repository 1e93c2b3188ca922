package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/// What the states have in common that run flows side by side in the execution's own history, and go on when all of
/// them succeeded.
abstract sealed class ForkState implements Behaviour permits MapState, ParallelState {

    private final String type;
    private Optional<Fork> fork = Optional.empty();

    /// @param type of the state, as its events are called
    ForkState(String type) {
        this.type = type;
    }

    final Move held(Fork started) {
        fork = Optional.of(started);
        return new Move.Hold(started);
    }

    final Move joined(Stay stay, JsonNode outputs) {
        stay.flow().aside(type + "StateSucceeded", "", Json.object());
        return stay.left(outputs);
    }

    @Override
    public final Move redrive(Stay stay) {
        return fork.<Move>map(Move.Hold::new).orElseGet(() -> begin(stay));
    }

    @Override
    public final void givenUp(Stay stay, StateFailure failure) {
        if (fork.isPresent() || !failure.isRuntime()) {
            stay.flow().event(type + "StateFailed", "", Json.object());
        }
    }

    @Override
    public final void tellAborted(long cause) {
        fork.ifPresent(started -> started.tellAborted(cause));
    }
}
