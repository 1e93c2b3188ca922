package io.taskgate.route.config.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a shape from configuration properties, which are untyped: from one JSON text, or from YAML, where
/// numbers, `true`, `false` and null are interpreted.
public final class ShapeReader {

    private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(\\d{1,4})]");
    private static final Pattern LITERAL = Pattern.compile("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private ShapeReader() {}

    static JsonNode json(ConfigNode shape) {
        String text = shape.value();
        if (text != null && shape.children().isEmpty()) {
            return parse(text);
        }
        return object(shape);
    }

    private static JsonNode object(ConfigNode settings) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        settings.children().forEach((name, child) -> {
            Matcher element = ELEMENT.matcher(name);
            if (element.matches()) {
                // YAML flow lists are given twice: as one text, and element by element.
                ArrayNode array = object.get(element.group(1)) instanceof ArrayNode begun
                        ? begun
                        : object.putArray(element.group(1));
                int index = Integer.parseInt(element.group(2));
                while (array.size() <= index) {
                    array.addNull();
                }
                array.set(index, value(child));
            } else {
                object.set(name, value(child));
            }
        });
        return object;
    }

    private static JsonNode value(ConfigNode settings) {
        String text = settings.value();
        if (!settings.children().isEmpty()) {
            return object(settings);
        }
        if (text == null || text.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return LITERAL.matcher(text).matches() ? parse(text) : JsonNodeFactory.instance.textNode(text);
    }

    /// @throws InvalidDefinitionException if the text is not JSON
    public static JsonNode parse(String json) {
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InvalidDefinitionException("Invalid shape: " + e.getMessage());
        }
    }
}
