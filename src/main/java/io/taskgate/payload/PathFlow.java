package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A shape in JSONPath: `Assign`, whose variables all that follows can read, then `InputPath`, `Parameters`,
/// `ResultSelector`, `ResultPath` (back into what came) and `OutputPath`.
record PathFlow(
        @Nullable Template assign,
        @Nullable Selection input,
        @Nullable Template parameters,
        @Nullable Template resultSelector,
        @Nullable Selection result,
        @Nullable Selection output)
        implements DataFlow {

    static final Set<String> PARTS =
            Set.of("QueryLanguage", "Assign", "InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath");

    /// A path that may be the JSON `null`: "nothing at all".
    record Selection(@Nullable JsonPath path) {
        Stream<String> variables() {
            return path == null ? Stream.empty() : path.variable().stream();
        }
    }

    static PathFlow compile(JsonNode json) {
        Shape.onlyParts(json, PARTS);
        PathFlow flow = new PathFlow(
                template(json, "Assign"),
                selection(json, "InputPath"),
                template(json, "Parameters"),
                template(json, "ResultSelector"),
                selection(json, "ResultPath"),
                selection(json, "OutputPath"));
        if (flow.result != null
                && flow.result.path() != null
                && !flow.result.path().isWritable()) {
            throw new InvalidShapeException("ResultPath: \"" + flow.result.path()
                    + "\" can't be written: use a path to one place of the payload, as in $.approval");
        }
        flow.onlyKnownVariables();
        return flow;
    }

    /// A variable that nothing sets is a mistake in the shape, and no payload can mend it.
    private void onlyKnownVariables() {
        Set<String> known =
                assign instanceof Template.Fields(Map<String, Template> fields) ? fields.keySet() : Set.of();
        check("Assign", variables(assign), Set.of());
        check("InputPath", input == null ? Stream.empty() : input.variables(), known);
        check("Parameters", variables(parameters), known);
        check("ResultSelector", variables(resultSelector), known);
        check("OutputPath", output == null ? Stream.empty() : output.variables(), known);
    }

    private static Stream<String> variables(@Nullable Template template) {
        return template == null ? Stream.empty() : template.paths().flatMap(path -> path.variable().stream());
    }

    private static void check(String part, Stream<String> used, Set<String> known) {
        used.filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new InvalidShapeException(part + ": there is no variable $" + name + " here: Assign sets "
                    + known.stream().sorted().toList());
        });
    }

    @Override
    public JsonNode apply(JsonNode payload, JsonNode context) {
        Scope scope = new Scope(payload, context, assigned(new Scope(payload, context)));
        JsonNode at = select("InputPath", input, scope);
        at = fill("Parameters", parameters, scope.withInput(at));
        at = fill("ResultSelector", resultSelector, scope.withInput(at));
        if (result != null) {
            JsonPath path = result.path();
            JsonNode shaped = at;
            at = path == null ? payload : named("ResultPath", () -> path.written(payload, shaped));
        }
        return select("OutputPath", output, scope.withInput(at));
    }

    private Map<String, JsonNode> assigned(Scope scope) {
        Map<String, JsonNode> variables = new LinkedHashMap<>();
        if (assign != null) {
            fill("Assign", assign, scope)
                    .properties()
                    .forEach(variable -> variables.put(variable.getKey(), variable.getValue()));
        }
        return variables;
    }

    private static JsonNode select(String part, @Nullable Selection selection, Scope scope) {
        if (selection == null) {
            return scope.input();
        }
        JsonPath path = selection.path();
        return path == null ? JsonNodeFactory.instance.objectNode() : named(part, () -> path.read(scope));
    }

    private static JsonNode fill(String part, @Nullable Template template, Scope scope) {
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
            throw new InvalidShapeException(part + " must be a path such as \"$.order\", or null");
        }
        return compiled(part, () -> new Selection(JsonPath.compile(path.textValue())));
    }

    private static @Nullable Template template(JsonNode json, String part) {
        JsonNode template = json.get(part);
        if (template == null) {
            return null;
        }
        if (!template.isObject()) {
            throw new InvalidShapeException(part + " must be an object");
        }
        return compiled(part, () -> Template.compile(template));
    }

    private static <T> T compiled(String part, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidShapeException e) {
            throw e.within(part);
        }
    }
}
