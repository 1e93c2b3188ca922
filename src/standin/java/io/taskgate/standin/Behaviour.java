package io.taskgate.standin;

/// What the states of one type do. One object serves one stay in one state.
interface Behaviour {

    /// @throws StateFailure for the state's Retry and Catch
    Move begin(Stay stay);

    /// Begins again when the execution is redriven in this state.
    default Move redrive(Stay stay) {
        return begin(stay);
    }

    /// The last try failed: writes what AWS does before the failure is caught or ends the flow.
    default void givenUp(Stay stay, StateFailure failure) {}

    /// Writes what became of the flows within, when they were aborted.
    default void tellAborted(long cause) {}

    static Behaviour of(String type) {
        return switch (type) {
            case "Pass" -> PlainStates::pass;
            case "Choice" -> PlainStates::choice;
            case "Wait" -> PlainStates::pause;
            case "Succeed" -> PlainStates::succeed;
            case "Fail" -> PlainStates::fail;
            case "Task" -> new TaskState();
            case "Parallel" -> new ParallelState();
            case "Map" -> new MapState();
            default -> throw StateFailure.runtime("unknown state type " + type);
        };
    }
}
