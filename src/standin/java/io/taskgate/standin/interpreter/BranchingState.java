package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.Optional;

/// The base of states that run flows concurrently within the history of the execution, and continue after all of
/// them succeeded.
abstract sealed class BranchingState implements StateHandler permits MapState, ParallelState {

    private final String type;
    private Optional<BranchSet> fork = Optional.empty();

    /// @param type the type of the state, as in the names of its events
    BranchingState(String type) {
        this.type = type;
    }

    /// Returns the initial flows of the state. Evaluated again if the state continues after a restart of the
    /// stand-ins.
    abstract BranchSet fork(StateVisit stay);

    @Override
    public final ObjectNode saved() {
        ObjectNode saved = StatesJson.object();
        fork.ifPresent(started -> saved.set("flows", started.saved()));
        return saved;
    }

    @Override
    public final void restore(StateVisit stay, JsonNode saved) {
        if (saved.has("flows")) {
            BranchSet started = fork(stay);
            started.restore(saved.get("flows"));
            fork = Optional.of(started);
        }
    }

    @Override
    public final Continuation resume(StateVisit stay) {
        return fork.<Continuation>map(started -> new Continuation.Hold(started::resume))
                .orElseGet(() -> begin(stay));
    }

    final Continuation held(BranchSet started) {
        fork = Optional.of(started);
        return new Continuation.Hold(started);
    }

    final Continuation joined(StateVisit stay, JsonNode outputs) {
        stay.flow().aside(type + "StateSucceeded", "", StatesJson.object());
        return stay.left(outputs);
    }

    @Override
    public final Continuation redrive(StateVisit stay) {
        return fork.<Continuation>map(Continuation.Hold::new).orElseGet(() -> begin(stay));
    }

    @Override
    public final void givenUp(StateVisit stay, StateFailure failure) {
        if (fork.isPresent() || !failure.isRuntime()) {
            stay.flow().event(type + "StateFailed", "", StatesJson.object());
        }
    }

    @Override
    public final void tellAborted(long cause) {
        fork.ifPresent(started -> started.tellAborted(cause));
    }
}
