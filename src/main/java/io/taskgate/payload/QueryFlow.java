package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A shape in JSONata: `Assign`, whose variables all that follows can read, then `Arguments`, then `Output`, which
/// sees as `$states.result` what `Arguments` gave.
record QueryFlow(
        @Nullable QueryTemplate assign,
        @Nullable QueryTemplate arguments,
        @Nullable QueryTemplate output) implements DataFlow {

    static final Set<String> PARTS = Set.of("QueryLanguage", "Assign", "Arguments", "Output");

    static QueryFlow compile(JsonNode json) {
        Shape.onlyParts(json, PARTS);
        JsonNode assign = json.path("Assign");
        if (!assign.isMissingNode() && !assign.isObject()) {
            throw new InvalidShapeException("Assign must be an object");
        }
        if (assign.has("states")) {
            throw new InvalidShapeException("Assign: $states is reserved");
        }
        return new QueryFlow(template(json, "Assign"), template(json, "Arguments"), template(json, "Output"));
    }

    private static @Nullable QueryTemplate template(JsonNode json, String part) {
        try {
            JsonNode template = json.get(part);
            return template == null ? null : QueryTemplate.compile(template);
        } catch (InvalidShapeException e) {
            throw e.within(part);
        }
    }

    /// The parts of the payload that its expressions may read, each with all that is in it; empty when that can't be
    /// told.
    Optional<List<List<PathStep>>> partsRead() {
        if (arguments == null && output == null) {
            return Optional.empty();
        }
        return QueryParts.ofAll(
                Stream.of(assign, arguments, output).filter(Objects::nonNull).flatMap(QueryTemplate::texts),
                arguments == null);
    }

    @Override
    public JsonNode apply(JsonNode payload, JsonNode context) {
        ObjectNode states = JsonNodeFactory.instance.objectNode();
        states.set("input", payload);
        states.set("context", context);
        return QueryThread.call(() -> apply(payload, new QueryRun(states, Map.of())));
    }

    private JsonNode apply(JsonNode payload, QueryRun run) {
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

    private static JsonNode named(String part, QueryTemplate template, QueryRun run) {
        try {
            return template.apply(run);
        } catch (EvaluationException e) {
            throw e.at(part);
        }
    }
}
