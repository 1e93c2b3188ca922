package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.Map;

/// One value out of a document, written as in ASL: a path (`$.order.id`), an intrinsic function
/// (`States.Format(…)`), a
/// JSONata expression (`{% … %}`, which reads the document as `$states.input`), or a text that stands for
/// itself. Immutable.
public sealed interface ValueExpression {

    /// In JSONPath.
    record ByPath(Expression expression) implements ValueExpression {}

    /// In JSONata.
    record ByQuery(JsonataTemplate template) implements ValueExpression {}

    /// Whatever the document.
    record Constant(JsonNode value) implements ValueExpression {}

    /// @throws InvalidDefinitionException naming what is wrong
    static ValueExpression compile(String text) {
        if (text.startsWith("{%")) {
            return new ByQuery(JsonataTemplate.compile(JsonNodeFactory.instance.textNode(text)));
        }
        return text.startsWith("$") || text.startsWith("States.")
                ? new ByPath(Expression.compile(text))
                : new Constant(JsonNodeFactory.instance.textNode(text));
    }

    /// @throws EvaluationException when there is nothing, or looking for it fails or takes too long
    default JsonNode in(JsonNode document) {
        return switch (this) {
            case ByPath(Expression expression) ->
                expression.value(new EvaluationScope(document, JsonNodeFactory.instance.objectNode()));
            case ByQuery(JsonataTemplate template) -> {
                ObjectNode states = JsonNodeFactory.instance.objectNode();
                states.set("input", document);
                yield template.apply(states, Map.of());
            }
            case Constant(JsonNode value) -> value;
        };
    }
}
