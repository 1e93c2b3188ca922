package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskOutcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Converts the values of running executions to and from JSON.
public final class StateSerializer {

    private StateSerializer() {}

    public static Optional<Instant> instant(JsonNode saved) {
        return text(saved).map(Instant::parse);
    }

    public static Optional<String> text(JsonNode saved) {
        return Optional.ofNullable(saved.textValue());
    }

    static ObjectNode outcome(TaskOutcome outcome) {
        return switch (outcome) {
            case TaskOutcome.Succeeded(String output) -> StatesJson.object().put("output", output);
            case TaskOutcome.Failed(var error, var cause) ->
                StatesJson.object().put("error", error).put("cause", cause);
            case TaskOutcome.HeartbeatMissed(), TaskOutcome.TimedOut(), TaskOutcome.Stopped() ->
                throw new IllegalArgumentException("Not a worker's outcome: " + outcome);
        };
    }

    static TaskOutcome outcome(JsonNode saved) {
        return text(saved.path("output"))
                .<TaskOutcome>map(TaskOutcome.Succeeded::new)
                .orElseGet(() -> new TaskOutcome.Failed(
                        saved.path("error").textValue(), saved.path("cause").textValue()));
    }

    public static ObjectNode event(Execution.Event event) {
        return StatesJson.object()
                .put("id", event.id())
                .put("previous", event.previous())
                .put("at", event.at().toString())
                .put("type", event.type())
                .put("detailsName", event.detailsName())
                .set("details", event.details());
    }

    public static Execution.Event event(JsonNode saved) {
        return new Execution.Event(
                saved.path("id").asLong(),
                saved.path("previous").asLong(),
                instant(saved.path("at")).orElseThrow(),
                saved.path("type").asText(),
                saved.path("detailsName").asText(),
                (ObjectNode) saved.path("details"));
    }

    public static ObjectNode object(Map<String, JsonNode> fields) {
        ObjectNode object = StatesJson.object();
        object.setAll(fields);
        return object;
    }

    public static Map<String, JsonNode> fields(JsonNode saved) {
        Map<String, JsonNode> fields = new HashMap<>();
        saved.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }
}
