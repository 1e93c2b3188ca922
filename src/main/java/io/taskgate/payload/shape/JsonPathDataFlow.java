package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A shape in JSONPath: `Assign`, whose variables all later parts can read, then `InputPath`, `Parameters`,
/// `ResultSelector`, `ResultPath` (into the original payload) and `OutputPath`.
record JsonPathDataFlow(
        @Nullable PayloadTemplate assign,
        @Nullable Selection input,
        @Nullable PayloadTemplate parameters,
        @Nullable PayloadTemplate resultSelector,
        @Nullable Selection result,
        @Nullable Selection output)
        implements DataFlow {

    static final Set<String> PARTS =
            Set.of("QueryLanguage", "Assign", "InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath");

    /// A path, or the JSON `null` that selects nothing.
    record Selection(@Nullable AslPath path) {
        Stream<String> variables() {
            return path == null ? Stream.empty() : path.variable().stream();
        }
    }

    static JsonPathDataFlow compile(JsonNode json) {
        Shape.onlyParts(json, PARTS);
        JsonPathDataFlow flow = new JsonPathDataFlow(
                template(json, "Assign"),
                selection(json, "InputPath"),
                template(json, "Parameters"),
                template(json, "ResultSelector"),
                selection(json, "ResultPath"),
                selection(json, "OutputPath"));
        if (flow.result != null
                && flow.result.path() != null
                && !flow.result.path().isWritable()) {
            throw new InvalidDefinitionException("ResultPath: \"" + flow.result.path()
                    + "\" is not a reference path. Use a path to one place of the payload, for example $.approval.");
        }
        flow.onlyKnownVariables();
        return flow;
    }

    /// Rejects variables that are never set, because no payload can make such a shape valid.
    private void onlyKnownVariables() {
        Set<String> known = assign instanceof PayloadTemplate.Fields(Map<String, PayloadTemplate> fields)
                ? fields.keySet()
                : Set.of();
        check("Assign", variables(assign), Set.of());
        check("InputPath", input == null ? Stream.empty() : input.variables(), known);
        check("Parameters", variables(parameters), known);
        check("ResultSelector", variables(resultSelector), known);
        check("OutputPath", output == null ? Stream.empty() : output.variables(), known);
    }

    private static Stream<String> variables(@Nullable PayloadTemplate template) {
        return template == null ? Stream.empty() : template.paths().flatMap(path -> path.variable().stream());
    }

    private static void check(String part, Stream<String> used, Set<String> known) {
        used.filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new InvalidDefinitionException(part + ": Unknown variable $" + name + ". Assign sets "
                    + known.stream().sorted().toList());
        });
    }

    @Override
    public JsonNode apply(JsonNode payload, JsonNode context) {
        EvaluationScope scope = new EvaluationScope(payload, context, assigned(new EvaluationScope(payload, context)));
        JsonNode at = select("InputPath", input, scope);
        at = fill("Parameters", parameters, scope.withInput(at));
        at = fill("ResultSelector", resultSelector, scope.withInput(at));
        if (result != null) {
            AslPath path = result.path();
            JsonNode shaped = at;
            at = path == null ? payload : named("ResultPath", () -> path.written(payload, shaped));
        }
        return select("OutputPath", output, scope.withInput(at));
    }

    private Map<String, JsonNode> assigned(EvaluationScope scope) {
        Map<String, JsonNode> variables = new LinkedHashMap<>();
        if (assign != null) {
            fill("Assign", assign, scope)
                    .properties()
                    .forEach(variable -> variables.put(variable.getKey(), variable.getValue()));
        }
        return variables;
    }

    private static JsonNode select(String part, @Nullable Selection selection, EvaluationScope scope) {
        if (selection == null) {
            return scope.input();
        }
        AslPath path = selection.path();
        return path == null ? JsonNodeFactory.instance.objectNode() : named(part, () -> path.read(scope));
    }

    private static JsonNode fill(String part, @Nullable PayloadTemplate template, EvaluationScope scope) {
        return template == null ? scope.input() : named(part, () -> template.apply(scope));
    }

    private static JsonNode named(String part, Supplier<JsonNode> work) {
        try {
            return work.get();
        } catch (EvaluationException e) {
            throw e.at(part);
        }
    }

    private static @Nullable Selection selection(JsonNode json, String part) {
        JsonNode path = json.get(part);
        if (path == null) {
            return null;
        }
        if (path.isNull()) {
            return new Selection(null);
        }
        if (!path.isTextual()) {
            throw new InvalidDefinitionException(part + " must be a path such as \"$.order\", or null.");
        }
        return compiled(part, () -> new Selection(AslPath.compile(path.textValue())));
    }

    private static @Nullable PayloadTemplate template(JsonNode json, String part) {
        JsonNode template = json.get(part);
        if (template == null) {
            return null;
        }
        if (!template.isObject()) {
            throw new InvalidDefinitionException(part + " must be an object.");
        }
        return compiled(part, () -> PayloadTemplate.compile(template));
    }

    private static <T> T compiled(String part, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidDefinitionException e) {
            throw e.within(part);
        }
    }
}
