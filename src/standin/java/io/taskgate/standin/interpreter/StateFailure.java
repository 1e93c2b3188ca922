package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.standin.definition.StatesJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A state that failed. Error and cause are what a Catch sees; a worker may have given neither.
public final class StateFailure extends RuntimeException {

    static final String TIMEOUT = "States.Timeout";
    static final String HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
    private static final String DATA_LIMIT = "States.DataLimitExceeded";
    private static final String RUNTIME = "States.Runtime";
    private static final Set<String> UNCATCHABLE_BY_ALL = Set.of(DATA_LIMIT, RUNTIME);

    private final @Nullable String error;
    private final @Nullable String why;
    private final boolean heartbeat;
    private boolean told;

    public StateFailure(@Nullable String error, @Nullable String why) {
        this(error, why, false);
    }

    private StateFailure(@Nullable String error, @Nullable String why, boolean heartbeat) {
        super(error + ": " + why, null, false, false);
        this.error = error;
        this.why = why;
        this.heartbeat = heartbeat;
    }

    public static StateFailure timeout() {
        return new StateFailure(TIMEOUT, null, false);
    }

    /// AWS's recordings name a missed heartbeat `StandInStepFunctions.Timeout`; its guide says
    /// `StandInStepFunctions.HeartbeatTimeout`. Shown as recorded, matched by either.
    public static StateFailure heartbeatTimeout() {
        return new StateFailure(TIMEOUT, null, true);
    }

    public static StateFailure runtime(String why) {
        return new StateFailure(RUNTIME, why);
    }

    public static StateFailure tooLarge(String state) {
        return new StateFailure(
                DATA_LIMIT,
                "The state/task '" + state
                        + "' returned a result with a size exceeding the maximum number of bytes service limit.");
    }

    public @Nullable String error() {
        return error;
    }

    public @Nullable String why() {
        return why;
    }

    /// Returns whether the history must record it as a failed evaluation: only once, not again by enclosing states.
    boolean isUntoldEvaluation() {
        boolean untold = !told && EvaluationException.QUERY_EVALUATION_ERROR.equals(error);
        told = true;
        return untold;
    }

    public boolean isRuntime() {
        return RUNTIME.equals(error);
    }

    public boolean isTimeout() {
        return TIMEOUT.equals(error);
    }

    /// Returns whether the ErrorEquals of a Retry or Catch matches this failure.
    public boolean matches(JsonNode errorEquals) {
        if (DATA_LIMIT.equals(error)) {
            return false;
        }
        for (JsonNode name : errorEquals) {
            if (matches(name.asText())) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String name) {
        return switch (name) {
            case "States.ALL" -> error == null || !UNCATCHABLE_BY_ALL.contains(error);
            case "States.TaskFailed" -> error == null || !isTimeout() && !UNCATCHABLE_BY_ALL.contains(error);
            case HEARTBEAT_TIMEOUT -> heartbeat;
            default -> name.equals(error);
        };
    }

    /// Returns the error output that a Catch puts at its ResultPath. An error or cause that was not reported is
    /// null, as recorded.
    ObjectNode errorOutput() {
        ObjectNode output = StatesJson.object().put("Error", error);
        return isTimeout() && why == null ? output : output.put("Cause", why);
    }

    public ObjectNode details() {
        ObjectNode details = StatesJson.object();
        if (error != null) {
            details.put("error", error);
        }
        return why == null ? details : details.put("cause", why);
    }
}
