package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The declarative trim at a boundary, in the words of ASL's data flow: `InputPath`, then `Parameters`, then
/// `ResultSelector`, then `ResultPath` (back into what came), then `OutputPath`. Every part may be absent. Immutable.
public final class Shape {

    private static final Set<String> PARTS =
            Set.of("InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath");

    /// Lets everything through.
    public static final Shape IDENTITY = new Shape(JsonNodeFactory.instance.objectNode());

    private final @Nullable Selection input;
    private final @Nullable Template parameters;
    private final @Nullable Template resultSelector;
    private final @Nullable Selection result;
    private final @Nullable Selection output;

    /// A path that may be the JSON `null`: "nothing at all".
    private record Selection(@Nullable JsonPath path) {}

    private final boolean readsContext;

    private Shape(JsonNode json) {
        // Text is enough here: a constant that holds it costs one read of the record, and nothing else.
        readsContext = json.toString().contains("$$");
        input = selection(json, "InputPath");
        parameters = template(json, "Parameters");
        resultSelector = template(json, "ResultSelector");
        result = selection(json, "ResultPath");
        output = selection(json, "OutputPath");
        if (result != null && result.path() != null && !result.path().isWritable()) {
            throw new InvalidShapeException(
                    "ResultPath: \"" + result.path() + "\" can't be written: use field names only, as in $.approval");
        }
    }

    /// @throws InvalidShapeException naming the part that is wrong
    public static Shape compile(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidShapeException("a shape is an object with some of " + new TreeSet<>(PARTS));
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!PARTS.contains(name)) {
                throw new InvalidShapeException("\"" + name + "\" is no part of a shape: use " + new TreeSet<>(PARTS));
            }
        });
        return new Shape(json);
    }

    /// Whether some path may start with `$$`.
    public boolean readsContext() {
        return readsContext;
    }

    /// @throws PathNotFoundException when a path finds nothing; the message names the part
    JsonNode apply(JsonNode payload, JsonNode context) {
        JsonNode at = select("InputPath", input, payload, context);
        at = fill("Parameters", parameters, at, context);
        at = fill("ResultSelector", resultSelector, at, context);
        if (result != null) {
            at = result.path() == null ? payload : result.path().written(payload, at);
        }
        return select("OutputPath", output, at, context);
    }

    private static JsonNode select(String part, @Nullable Selection selection, JsonNode from, JsonNode context) {
        if (selection == null) {
            return from;
        }
        JsonPath path = selection.path();
        return path == null ? JsonNodeFactory.instance.objectNode() : named(part, () -> path.read(from, context));
    }

    private static JsonNode fill(String part, @Nullable Template template, JsonNode from, JsonNode context) {
        return template == null ? from : named(part, () -> template.apply(from, context));
    }

    private static JsonNode named(String part, java.util.function.Supplier<JsonNode> work) {
        try {
            return work.get();
        } catch (PathNotFoundException e) {
            throw new PathNotFoundException(part + ": " + e.getMessage());
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

    private static <T> T compiled(String part, java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidShapeException e) {
            throw new InvalidShapeException(part + ": " + e.getMessage());
        }
    }
}
