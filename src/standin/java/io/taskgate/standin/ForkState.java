package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /// What the state begins with: evaluated again when it goes on after the stand-ins were started again.
    abstract Fork fork(Stay stay);

    @Override
    public final ObjectNode saved() {
        ObjectNode saved = Json.object();
        fork.ifPresent(started -> saved.set("flows", started.saved()));
        return saved;
    }

    @Override
    public final void restore(Stay stay, JsonNode saved) {
        if (saved.has("flows")) {
            Fork started = fork(stay);
            started.restore(saved.get("flows"));
            fork = Optional.of(started);
        }
    }

    @Override
    public final Move resume(Stay stay) {
        return fork.<Move>map(started -> new Move.Hold(started::resume)).orElseGet(() -> begin(stay));
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
