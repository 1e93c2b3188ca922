package io.taskgate.payload.jsonata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// JSON in which every text of the form `{% … %}` is a JSONata expression: the value of `Arguments`,
/// `Output`, `Assign` and similar fields. Immutable. (Source: Step Functions guide, "Transforming data with
/// JSONata".)
public sealed interface JsonataTemplate {

    record Constant(JsonNode value) implements JsonataTemplate {}

    record Computed(JsonataExpression query) implements JsonataTemplate {}

    record Fields(Map<String, JsonataTemplate> fields) implements JsonataTemplate {}

    record Elements(List<JsonataTemplate> elements) implements JsonataTemplate {}

    /// Rejects names that end in `.$`, which are most likely a mistake.
    ///
    /// @throws InvalidDefinitionException naming the invalid field
    static JsonataTemplate compile(JsonNode json) {
        return compile(json, true);
    }

    /// Takes names that end in `.$` as they are, as Step Functions does.
    ///
    /// @throws InvalidDefinitionException naming the invalid field
    static JsonataTemplate compileLiterally(JsonNode json) {
        return compile(json, false);
    }

    private static JsonataTemplate compile(JsonNode json, boolean strict) {
        if (json.isObject()) {
            Map<String, JsonataTemplate> fields = new LinkedHashMap<>();
            json.properties()
                    .forEach(field ->
                            fields.put(field.getKey(), compileField(field.getKey(), field.getValue(), strict)));
            return new Fields(fields);
        }
        if (json.isArray()) {
            List<JsonataTemplate> elements = new ArrayList<>();
            json.forEach(element -> elements.add(compile(element, strict)));
            return new Elements(List.copyOf(elements));
        }
        return json.isTextual() ? compileText(json) : new Constant(json);
    }

    private static JsonataTemplate compileField(String name, JsonNode value, boolean strict) {
        try {
            if (strict && name.endsWith(".$")) {
                throw new InvalidDefinitionException(
                        "Names ending in .$ belong to JSONPath. Write the name without .$, and "
                                + "the value as {% … %}.");
            }
            return compile(value, strict);
        } catch (InvalidDefinitionException e) {
            throw e.within(name);
        }
    }

    private static JsonataTemplate compileText(JsonNode json) {
        String text = json.textValue();
        if (!text.startsWith("{%")) {
            return new Constant(json);
        }
        if (!text.endsWith("%}") || text.length() < 4) {
            throw new InvalidDefinitionException("\"" + text + "\" begins with {% and must end with %}.");
        }
        return new Computed(
                JsonataExpression.compile(text.substring(2, text.length() - 2).strip()));
    }

    /// @param states    the fields of `$states`: `input`, `context`, and `result` or `errorOutput` if present
    /// @param variables `$name`
    /// @throws EvaluationException if an expression fails, returns nothing, or exceeds its limits
    default JsonNode apply(ObjectNode states, Map<String, JsonNode> variables) {
        return EvaluationThread.call(() -> apply(new EvaluationContext(states, variables)));
    }

    /// Returns its expressions.
    default Stream<String> texts() {
        return switch (this) {
            case Constant _ -> Stream.empty();
            case Computed(JsonataExpression query) -> Stream.of(query.text());
            case Fields(Map<String, JsonataTemplate> fields) ->
                fields.values().stream().flatMap(JsonataTemplate::texts);
            case Elements(List<JsonataTemplate> elements) -> elements.stream().flatMap(JsonataTemplate::texts);
        };
    }

    /// Called only within [EvaluationThread].
    default JsonNode apply(EvaluationContext run) {
        return switch (this) {
            case Constant(JsonNode value) -> value;
            case Computed(JsonataExpression query) -> query.value(run);
            case Fields(Map<String, JsonataTemplate> fields) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                fields.forEach((name, template) -> object.set(name, within(name, template, run)));
                yield object;
            }
            case Elements(List<JsonataTemplate> elements) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                elements.forEach(template -> array.add(template.apply(run)));
                yield array;
            }
        };
    }

    private static JsonNode within(String name, JsonataTemplate template, EvaluationContext run) {
        try {
            return template.apply(run);
        } catch (EvaluationException e) {
            throw e.at(name);
        }
    }
}
