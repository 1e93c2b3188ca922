package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Parameters, ResultSelector and the like: fields whose name ends in `.$` take their value from a path. Of the
/// intrinsic functions
/// only `States.Array` is known, because API Gateway's headers are lists.
final class Template {

    private static final Pattern ARRAY = Pattern.compile("States\\.Array\\((.*)\\)");

    private Template() {}

    /// @throws StateFailure `States.Runtime` when a path finds nothing
    static JsonNode fill(JsonNode template, JsonNode input, JsonNode context) {
        return walk(template, (field, expression) -> value(field, expression, input, context));
    }

    /// Tries what a definition says without data.
    ///
    /// @throws IllegalArgumentException naming what is not supported
    static void check(JsonNode template) {
        walk(template, (_, expression) -> {
            Matcher array = ARRAY.matcher(expression);
            if (array.matches()) {
                for (String argument : arguments(array)) {
                    source(argument);
                }
            } else {
                source(expression);
            }
            return Json.object();
        });
    }

    private static JsonNode walk(JsonNode node, BiFunction<String, String, JsonNode> values) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(field -> {
                String name = field.getKey();
                if (name.endsWith(".$")) {
                    filled.set(
                            name.substring(0, name.length() - 2),
                            values.apply(name, field.getValue().asText()));
                } else {
                    filled.set(name, walk(field.getValue(), values));
                }
            });
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = array.arrayNode();
            array.forEach(item -> filled.add(walk(item, values)));
            return filled;
        }
        return node;
    }

    private static JsonNode value(String field, String expression, JsonNode input, JsonNode context) {
        Matcher array = ARRAY.matcher(expression);
        if (!array.matches()) {
            return read(field, expression, input, context);
        }
        ArrayNode values = Json.MAPPER.createArrayNode();
        for (String argument : arguments(array)) {
            values.add(read(field, argument, input, context));
        }
        return values;
    }

    private static String[] arguments(Matcher array) {
        return array.group(1).isBlank() ? new String[0] : array.group(1).trim().split("\\s*,\\s*");
    }

    private static JsonNode read(String field, String expression, JsonNode input, JsonNode context) {
        JsonNode root = expression.startsWith("$$") ? context : input;
        return source(expression)
                .read(root)
                .orElseThrow(() -> StateFailure.runtime("The JSONPath '" + expression + "' specified for the field '"
                        + field + "' could not be found in the input '" + root + "'"));
    }

    /// `$$` is the context object's root.
    static PlainPath source(String expression) {
        if (expression.startsWith("States.")) {
            throw new IllegalArgumentException("the intrinsic function in '" + expression
                    + "' is not supported by the stand-in: only States.Array of paths is");
        }
        return PlainPath.parse(expression.startsWith("$$") ? expression.substring(1) : expression);
    }
}
