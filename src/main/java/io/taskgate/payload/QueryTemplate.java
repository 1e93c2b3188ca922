package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// JSON in which every text of the form `{% … %}` is a JSONata expression: `Arguments`, `Output`, `Assign` and the
/// like. Immutable. (Source: Step Functions guide, "Transforming data with JSONata".)
public sealed interface QueryTemplate {

    record Constant(JsonNode value) implements QueryTemplate {}

    record Computed(Query query) implements QueryTemplate {}

    record Fields(Map<String, QueryTemplate> fields) implements QueryTemplate {}

    record Elements(List<QueryTemplate> elements) implements QueryTemplate {}

    /// @throws InvalidShapeException naming the field that is wrong
    static QueryTemplate compile(JsonNode json) {
        if (json.isObject()) {
            Map<String, QueryTemplate> fields = new LinkedHashMap<>();
            json.properties()
                    .forEach(field -> fields.put(field.getKey(), compileField(field.getKey(), field.getValue())));
            return new Fields(fields);
        }
        if (json.isArray()) {
            List<QueryTemplate> elements = new ArrayList<>();
            json.forEach(element -> elements.add(compile(element)));
            return new Elements(List.copyOf(elements));
        }
        return json.isTextual() ? compileText(json) : new Constant(json);
    }

    private static QueryTemplate compileField(String name, JsonNode value) {
        try {
            if (name.endsWith(".$")) {
                throw new InvalidShapeException("names ending in .$ belong to JSONPath: write the name without it, and "
                        + "the value as {% … %}");
            }
            return compile(value);
        } catch (InvalidShapeException e) {
            throw e.within(name);
        }
    }

    private static QueryTemplate compileText(JsonNode json) {
        String text = json.textValue();
        if (!text.startsWith("{%")) {
            return new Constant(json);
        }
        if (!text.endsWith("%}") || text.length() < 4) {
            throw new InvalidShapeException("\"" + text + "\" begins with {% and must end with %}");
        }
        return new Computed(Query.compile(text.substring(2, text.length() - 2).strip()));
    }

    /// @param states    what `$states` holds: `input`, `context`, and `result` or `errorOutput` where there is one
    /// @param variables `$name`
    /// @throws EvaluationException when an expression fails, gives nothing, or is stopped at its bounds
    default JsonNode apply(ObjectNode states, Map<String, JsonNode> variables) {
        return QueryThread.call(() -> apply(new QueryRun(states, variables)));
    }

    /// Its expressions.
    default Stream<String> texts() {
        return switch (this) {
            case Constant _ -> Stream.empty();
            case Computed(Query query) -> Stream.of(query.text());
            case Fields(Map<String, QueryTemplate> fields) ->
                fields.values().stream().flatMap(QueryTemplate::texts);
            case Elements(List<QueryTemplate> elements) -> elements.stream().flatMap(QueryTemplate::texts);
        };
    }

    /// Only within [QueryThread].
    default JsonNode apply(QueryRun run) {
        return switch (this) {
            case Constant(JsonNode value) -> value;
            case Computed(Query query) -> query.value(run);
            case Fields(Map<String, QueryTemplate> fields) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                fields.forEach((name, template) -> object.set(name, within(name, template, run)));
                yield object;
            }
            case Elements(List<QueryTemplate> elements) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                elements.forEach(template -> array.add(template.apply(run)));
                yield array;
            }
        };
    }

    private static JsonNode within(String name, QueryTemplate template, QueryRun run) {
        try {
            return template.apply(run);
        } catch (EvaluationException e) {
            throw e.at(name);
        }
    }
}
