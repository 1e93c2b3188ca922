package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.map.DistributedMap;
import io.taskgate.standin.interpreter.map.MapFields;
import io.taskgate.standin.interpreter.task.TaskState;

/// The behaviour of one type of state. One instance handles one visit of one state.
public interface StateHandler {

    /// @throws StateFailure which the state's Retry and Catch handle
    Continuation begin(StateVisit stay);

    /// Restarts the state when the execution is redriven in it.
    default Continuation redrive(StateVisit stay) {
        return begin(stay);
    }

    /// Returns the data that must survive a restart of the stand-ins; empty if the state starts again.
    default ObjectNode saved() {
        return StatesJson.object();
    }

    /// Restores the data of [#saved].
    default void restore(StateVisit stay, JsonNode saved) {}

    /// Resumes its wait from before a restart of the stand-ins.
    default Continuation resume(StateVisit stay) {
        return begin(stay);
    }

    /// Records the events that precede a caught failure or the end of the flow, after the last attempt
    /// failed.
    default void givenUp(StateVisit stay, StateFailure failure) {}

    /// Records the end of aborted flows within the state.
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
