package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How the values of running executions stand in JSON.
final class Saved {

    private Saved() {}

    static Optional<Instant> instant(JsonNode saved) {
        return text(saved).map(Instant::parse);
    }

    static Optional<String> text(JsonNode saved) {
        return Optional.ofNullable(saved.textValue());
    }

    static ObjectNode outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded(String output) -> Json.object().put("output", output);
            case Outcome.Failed(var error, var cause) ->
                Json.object().put("error", error).put("cause", cause);
            case Outcome.HeartbeatMissed(), Outcome.TimedOut(), Outcome.Stopped() ->
                throw new IllegalArgumentException("nobody sent " + outcome);
        };
    }

    static Outcome outcome(JsonNode saved) {
        return text(saved.path("output"))
                .<Outcome>map(Outcome.Succeeded::new)
                .orElseGet(() -> new Outcome.Failed(
                        saved.path("error").textValue(), saved.path("cause").textValue()));
    }

    static ObjectNode event(Execution.Event event) {
        return Json.object()
                .put("id", event.id())
                .put("previous", event.previous())
                .put("at", event.at().toString())
                .put("type", event.type())
                .put("detailsName", event.detailsName())
                .set("details", event.details());
    }

    static Execution.Event event(JsonNode saved) {
        return new Execution.Event(
                saved.path("id").asLong(),
                saved.path("previous").asLong(),
                instant(saved.path("at")).orElseThrow(),
                saved.path("type").asText(),
                saved.path("detailsName").asText(),
                (ObjectNode) saved.path("details"));
    }

    static ObjectNode object(Map<String, JsonNode> fields) {
        ObjectNode object = Json.object();
        object.setAll(fields);
        return object;
    }

    static Map<String, JsonNode> fields(JsonNode saved) {
        Map<String, JsonNode> fields = new HashMap<>();
        saved.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }
}
