package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonata.EvaluationContext;
import io.taskgate.payload.jsonata.EvaluationThread;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.jsonata.ReadPathAnalyzer;
import io.taskgate.payload.jsonpath.PathStep;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A shape in JSONata: `Assign`, whose variables all later parts can read, then `Arguments`, then `Output`,
/// which reads the value of `Arguments` as `$states.result`.
record JsonataDataFlow(
        @Nullable JsonataTemplate assign,
        @Nullable JsonataTemplate arguments,
        @Nullable JsonataTemplate output) implements DataFlow {

    static final Set<String> PARTS = Set.of("QueryLanguage", "Assign", "Arguments", "Output");

    static JsonataDataFlow compile(JsonNode json) {
        Shape.onlyParts(json, PARTS);
        JsonNode assign = json.path("Assign");
        if (!assign.isMissingNode() && !assign.isObject()) {
            throw new InvalidDefinitionException("Assign must be an object.");
        }
        if (assign.has("states")) {
            throw new InvalidDefinitionException("Assign: The name $states is reserved.");
        }
        return new JsonataDataFlow(template(json, "Assign"), template(json, "Arguments"), template(json, "Output"));
    }

    private static @Nullable JsonataTemplate template(JsonNode json, String part) {
        try {
            JsonNode template = json.get(part);
            return template == null ? null : JsonataTemplate.compile(template);
        } catch (InvalidDefinitionException e) {
            throw e.within(part);
        }
    }

    /// Returns the parts of the payload that its expressions can read; empty if that is unknown.
    Optional<List<List<PathStep>>> partsRead() {
        if (arguments == null && output == null) {
            return Optional.empty();
        }
        return ReadPathAnalyzer.ofAll(
                Stream.of(assign, arguments, output).filter(Objects::nonNull).flatMap(JsonataTemplate::texts),
                arguments == null);
    }

    @Override
    public JsonNode apply(JsonNode payload, JsonNode context) {
        ObjectNode states = JsonNodeFactory.instance.objectNode();
        states.set("input", payload);
        states.set("context", context);
        return EvaluationThread.call(() -> apply(payload, new EvaluationContext(states, Map.of())));
    }

    private JsonNode apply(JsonNode payload, EvaluationContext run) {
        if (assign != null) {
            run.variables(named("Assign", assign, run));
        }
        JsonNode at = arguments == null ? payload : named("Arguments", arguments, run);
        if (output == null) {
            return at;
        }
        run.result(at);
        return named("Output", output, run);
    }

    private static JsonNode named(String part, JsonataTemplate template, EvaluationContext run) {
        try {
            return template.apply(run);
        } catch (EvaluationException e) {
            throw e.at(part);
        }
    }
}
