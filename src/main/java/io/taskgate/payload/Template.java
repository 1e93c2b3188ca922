package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A payload template of the Amazon States Language: JSON in which a field `"name.$"` holds a path instead of a value.
/// Immutable. (Source: ASL specification, "Payload Template".)
sealed interface Template {

    /// A value that is taken as it stands.
    record Constant(JsonNode value) implements Template {}

    record Path(JsonPath path) implements Template {}

    record Fields(Map<String, Template> fields) implements Template {}

    record Elements(List<Template> elements) implements Template {}

    /// @throws InvalidShapeException naming the field that is wrong
    static Template compile(JsonNode json) {
        if (json.isObject()) {
            Map<String, Template> fields = new LinkedHashMap<>();
            json.properties().forEach(field -> compileField(fields, field.getKey(), field.getValue()));
            return new Fields(fields);
        }
        if (json.isArray()) {
            List<Template> elements = new ArrayList<>();
            json.forEach(element -> elements.add(compile(element)));
            return new Elements(List.copyOf(elements));
        }
        return new Constant(json);
    }

    private static void compileField(Map<String, Template> fields, String key, JsonNode value) {
        boolean isPath = key.endsWith(".$");
        String name = isPath ? key.substring(0, key.length() - 2) : key;
        if (isPath && !value.isTextual()) {
            throw new InvalidShapeException("\"" + key + "\" must hold a path, such as \"$.order.id\"");
        }
        Template template = isPath ? new Path(JsonPath.compile(value.textValue())) : compile(value);
        if (fields.put(name, template) != null) {
            throw new InvalidShapeException("\"" + name + "\" is there twice, once with .$ and once without");
        }
    }

    /// @throws PathNotFoundException when a path finds nothing
    default JsonNode apply(JsonNode input, JsonNode context) {
        return switch (this) {
            case Constant(JsonNode value) -> value;
            case Path(JsonPath path) -> path.read(input, context);
            case Fields(Map<String, Template> fields) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                fields.forEach((name, template) -> object.set(name, template.apply(input, context)));
                yield object;
            }
            case Elements(List<Template> elements) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                elements.forEach(template -> array.add(template.apply(input, context)));
                yield array;
            }
        };
    }
}
