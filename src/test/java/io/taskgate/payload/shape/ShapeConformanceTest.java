package io.taskgate.payload.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Checks shapes against recorded results of the real Step Functions, of state machines with a single Pass
/// state: the data flow of a Pass state is a shape.
class ShapeConformanceTest {

    /// The fields of a Pass state that a shape does not have, and the placeholder of definitions that the
    /// recording lost.
    private static final Set<String> NO_SHAPE = Set.of("Result", "Next");

    @Test
    void everyPassStateThatIsAShapeAgrees() throws IOException {
        Path file = Recordings.of("asl-cases.json");
        int agreeing = 0;
        List<String> differing = new ArrayList<>();
        for (JsonNode each : Json.parse(Files.readAllBytes(file))) {
            JsonNode states = each.path("definition").path("States");
            JsonNode pass = states.elements().next();
            if (states.size() > 1 || !isShape(pass)) {
                continue;
            }
            String recorded = each.has("failure")
                    ? "failure " + each.path("failure").path("error").asText()
                    : CanonicalJson.sha256(decoded(each.path("output")));
            if (recorded.equals(answer(pass, each))) {
                agreeing++;
            } else {
                differing.add(each.path("id").asText());
            }
        }
        Logger.getLogger(getClass().getName())
                .info("Step Functions' recorded cases that are shapes: " + agreeing + " agree");
        assertThat(differing).isEmpty();
        assertThat(agreeing).isGreaterThanOrEqualTo(90);
    }

    private static boolean isShape(JsonNode state) {
        return state.path("Type").asText().equals("Pass")
                && state.properties().stream()
                        .noneMatch(field -> NO_SHAPE.contains(field.getKey())
                                || field.getValue().asText().equals("_tbd_")
                                || field.getValue().asText().contains("PLACEHOLDER"));
    }

    private static String answer(JsonNode pass, JsonNode each) {
        ObjectNode shape = pass.deepCopy();
        shape.remove(List.of("Type", "End", "Comment"));
        JsonNode language = each.path("definition").path("QueryLanguage");
        if (language.isTextual() && !shape.has("QueryLanguage")) {
            shape.set("QueryLanguage", language);
        }
        try {
            JsonNode shaped = Shape.compile(shape).apply(each.path("input"), JsonNodeFactory.instance.objectNode());
            return CanonicalJson.sha256(decoded(shaped));
        } catch (EvaluationException e) {
            return "failure " + e.error();
        }
    }

    /// The recorder decoded every string that begins with a brace.
    private static JsonNode decoded(JsonNode json) {
        if (json.isTextual() && json.textValue().startsWith("{")) {
            try {
                return decoded(Json.parse(json.textValue().getBytes(StandardCharsets.UTF_8)));
            } catch (IOException _) {
                return json;
            }
        }
        if (json instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), decoded(field.getValue())));
            return copy;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(decoded(element)));
            return copy;
        }
        return json;
    }
}
