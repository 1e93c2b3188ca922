package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What the states of one type do. One object serves one stay in one state.
interface Behaviour {

    /// @throws StateFailure for the state's Retry and Catch
    Move begin(Stay stay);

    /// Begins again when the execution is redriven in this state.
    default Move redrive(Stay stay) {
        return begin(stay);
    }

    /// What of it must outlast the stand-ins; nothing where it begins again.
    default ObjectNode saved() {
        return Json.object();
    }

    /// Takes back what [#saved] gave.
    default void restore(Stay stay, JsonNode saved) {}

    /// Goes on with what it waited for when the stand-ins ended.
    default Move resume(Stay stay) {
        return begin(stay);
    }

    /// The last try failed: writes what AWS does before the failure is caught or ends the flow.
    default void givenUp(Stay stay, StateFailure failure) {}

    /// Writes what became of the flows within, when they were aborted.
    default void tellAborted(long cause) {}

    static Behaviour of(JsonNode state) {
        String type = state.path("Type").asText();
        return switch (type) {
            case "Pass" -> PlainStates::pass;
            case "Choice" -> PlainStates::choice;
            case "Wait" -> new WaitState();
            case "Succeed" -> PlainStates::succeed;
            case "Fail" -> PlainStates::fail;
            case "Task" -> new TaskState();
            case "Parallel" -> new ParallelState();
            case "Map" -> MapFields.isDistributed(state) ? new DistributedMap() : new MapState();
            default -> throw StateFailure.runtime("unknown state type " + type);
        };
    }
}
