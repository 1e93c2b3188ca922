package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/// The execution that a `startExecution.sync` waits for.
final class NestedExecution {

    private NestedExecution() {}

    /// Settles the task when the execution has ended, and stops it when the task is given up.
    ///
    /// @param started what StartExecution answered
    static void watch(Kit kit, JsonNode started, WaitingTask task, Integrations.Mode mode) {
        Execution nested = kit.states().execution(started.path("ExecutionArn").asText());
        nested.onEnd(() -> task.settle(outcome(nested, mode)));
        task.whenSettled(outcome -> {
            if (outcome.isExpiry() || outcome instanceof Outcome.Stopped) {
                kit.states().stop(nested, Json.object());
            }
        });
    }

    private static Outcome outcome(Execution nested, Integrations.Mode mode) {
        boolean json = mode == Integrations.Mode.SYNC_JSON;
        ObjectNode described = Json.object()
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
            return new Outcome.Succeeded(described.toString());
        }
        for (String field : List.of("Error", "Cause")) {
            JsonNode value = ending.path(field.toLowerCase(Locale.ROOT));
            if (value.isTextual()) {
                described.set(field, value);
            }
        }
        return new Outcome.Failed("States.TaskFailed", described.toString());
    }

    private static void put(ObjectNode described, String field, String text, boolean json) {
        if (json) {
            described.set(field, Json.parsed(text));
        } else {
            described.put(field, text);
        }
        described.putObject(field + "Details").put("Included", true);
    }
}
