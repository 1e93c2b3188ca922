package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.interpreter.InterpreterContext;
import java.util.List;
import java.util.Locale;

/// The nested execution of a `startExecution.sync` task.
public final class NestedExecution {

    private NestedExecution() {}

    /// Settles the task when the execution has ended, and stops the execution when the task is cancelled.
    ///
    /// @param started the response of StartExecution
    public static void watch(InterpreterContext kit, JsonNode started, WaitingTask task, Integrations.Mode mode) {
        Execution nested = kit.states().execution(started.path("ExecutionArn").asText());
        nested.onEnd(() -> task.settle(outcome(nested, mode)));
        task.whenSettled(outcome -> {
            if (outcome.isExpiry() || outcome instanceof TaskOutcome.Stopped) {
                kit.states().stop(nested, StatesJson.object());
            }
        });
    }

    private static TaskOutcome outcome(Execution nested, Integrations.Mode mode) {
        boolean json = mode == Integrations.Mode.SYNC_JSON;
        ObjectNode described = StatesJson.object()
                .put("ExecutionArn", nested.arn())
                .put("Name", nested.name())
                .put("StartDate", nested.started().toEpochMilli())
                .put("StateMachineArn", nested.machine().arn())
                .put("Status", nested.status().name());
        nested.stopped().ifPresent(at -> described.put("StopDate", at.toEpochMilli()));
        put(described, "Input", nested.input(), json);
        JsonNode ending = nested.ending();
        if (nested.status() == Execution.Status.SUCCEEDED) {
            put(described, "Output", ending.path("output").asText(), json);
            return new TaskOutcome.Succeeded(described.toString());
        }
        for (String field : List.of("Error", "Cause")) {
            JsonNode value = ending.path(field.toLowerCase(Locale.ROOT));
            if (value.isTextual()) {
                described.set(field, value);
            }
        }
        return new TaskOutcome.Failed("States.TaskFailed", described.toString());
    }

    private static void put(ObjectNode described, String field, String text, boolean json) {
        if (json) {
            described.set(field, StatesJson.parsed(text));
        } else {
            described.put(field, text);
        }
        described.putObject(field + "Details").put("Included", true);
    }
}
