package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A payload template of the Amazon States Language: JSON in which a field `"name.$"` holds a path or an
/// intrinsic function instead of a value. Immutable. (Source: ASL specification, "Payload Template".)
public sealed interface PayloadTemplate {

    /// A literal value.
    record Constant(JsonNode value) implements PayloadTemplate {}

    /// @param name the field name as written, for messages
    record Computed(String name, Expression expression) implements PayloadTemplate {}

    record Fields(Map<String, PayloadTemplate> fields) implements PayloadTemplate {}

    record Elements(List<PayloadTemplate> elements) implements PayloadTemplate {}

    /// Rejects texts in the form of JSONata, which are most likely a mistake.
    ///
    /// @throws InvalidDefinitionException naming the invalid field
    static PayloadTemplate compile(JsonNode json) {
        return compile(json, true);
    }

    /// Takes texts in the form of JSONata as they are, as Step Functions does.
    ///
    /// @throws InvalidDefinitionException naming the invalid field
    static PayloadTemplate compileLiterally(JsonNode json) {
        return compile(json, false);
    }

    private static PayloadTemplate compile(JsonNode json, boolean strict) {
        if (json.isObject()) {
            Map<String, PayloadTemplate> fields = new LinkedHashMap<>();
            json.properties().forEach(field -> compileField(fields, field.getKey(), field.getValue(), strict));
            return new Fields(fields);
        }
        if (json.isArray()) {
            List<PayloadTemplate> elements = new ArrayList<>();
            json.forEach(element -> elements.add(compile(element, strict)));
            return new Elements(List.copyOf(elements));
        }
        if (strict && json.isTextual() && json.textValue().startsWith("{%")) {
            throw new InvalidDefinitionException(
                    "JSONata is not allowed in a shape in JSONPath. Use Arguments or Output, or a path.");
        }
        return new Constant(json);
    }

    private static void compileField(Map<String, PayloadTemplate> fields, String key, JsonNode value, boolean strict) {
        boolean computed = key.endsWith(".$");
        String name = computed ? key.substring(0, key.length() - 2) : key;
        if (computed && !value.isTextual()) {
            throw new InvalidDefinitionException(
                    "\"" + key + "\" must hold a path, such as \"$.order.id\", or a function.");
        }
        PayloadTemplate template;
        try {
            template = computed ? new Computed(key, Expression.compile(value.textValue())) : compile(value, strict);
        } catch (InvalidDefinitionException e) {
            throw e.within(key);
        }
        if (fields.put(name, template) != null) {
            throw new InvalidDefinitionException("\"" + name + "\" occurs twice, once with .$ and once without.");
        }
    }

    /// @throws EvaluationException if a path finds nothing or a function fails
    default JsonNode apply(EvaluationScope scope) {
        return switch (this) {
            case Constant(JsonNode value) -> value;
            case Computed(String name, Expression expression) -> {
                try {
                    yield expression.evaluate(scope);
                } catch (EvaluationException e) {
                    throw e.at(name);
                }
            }
            case Fields(Map<String, PayloadTemplate> fields) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                fields.forEach((name, template) -> object.set(name, template.apply(scope)));
                yield object;
            }
            case Elements(List<PayloadTemplate> elements) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                elements.forEach(template -> array.add(template.apply(scope)));
                yield array;
            }
        };
    }

    /// Returns the paths that the template reads.
    default Stream<AslPath> paths() {
        return switch (this) {
            case Constant _ -> Stream.empty();
            case Computed(String _, Expression expression) -> expression.paths();
            case Fields(Map<String, PayloadTemplate> fields) ->
                fields.values().stream().flatMap(PayloadTemplate::paths);
            case Elements(List<PayloadTemplate> elements) -> elements.stream().flatMap(PayloadTemplate::paths);
        };
    }
}
