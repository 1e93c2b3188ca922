package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.map.DistributedMap;
import io.taskgate.standin.interpreter.map.MapFields;
import io.taskgate.standin.interpreter.task.TaskState;

/// The behaviour of one type of state. One instance handles one visit of one state.
public interface StateHandler {

    /// @throws StateFailure for the state's Retry and Catch
    Continuation begin(StateVisit stay);

    /// Begins again when the execution is redriven in this state.
    default Continuation redrive(StateVisit stay) {
        return begin(stay);
    }

    /// Returns the data that must survive a restart of the stand-ins; empty if the state starts again.
    default ObjectNode saved() {
        return StatesJson.object();
    }

    /// Takes back what [#saved] gave.
    default void restore(StateVisit stay, JsonNode saved) {}

    /// Goes on with what it waited for when the stand-ins ended.
    default Continuation resume(StateVisit stay) {
        return begin(stay);
    }

    /// The last try failed: writes what AWS does before the failure is caught or ends the flow.
    default void givenUp(StateVisit stay, StateFailure failure) {}

    /// Writes what became of the flows within, when they were aborted.
    default void tellAborted(long cause) {}

    static StateHandler of(JsonNode state) {
        String type = state.path("Type").asText();
        return switch (type) {
            case "Pass" -> SimpleStates::pass;
            case "Choice" -> SimpleStates::choice;
            case "Wait" -> new WaitState();
            case "Succeed" -> SimpleStates::succeed;
            case "Fail" -> SimpleStates::fail;
            case "Task" -> new TaskState();
            case "Parallel" -> new ParallelState();
            case "Map" -> MapFields.isDistributed(state) ? new DistributedMap() : new MapState();
            default -> throw StateFailure.runtime("unknown state type " + type);
        };
    }
}
