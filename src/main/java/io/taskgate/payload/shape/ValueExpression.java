package io.taskgate.payload.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.Map;

/// An expression for one value of a document, in ASL notation: a path (`$.order.id`), an intrinsic function
/// (`States.Format(…)`), a JSONata expression (`{% … %}`, which reads the document as `$states.input`), or a
/// literal text. Immutable.
public sealed interface ValueExpression {

    /// An expression in JSONPath.
    record ByPath(Expression expression) implements ValueExpression {}

    /// An expression in JSONata.
    record ByQuery(JsonataTemplate template) implements ValueExpression {}

    /// A value that is independent of the document.
    record Constant(JsonNode value) implements ValueExpression {}

    /// @throws InvalidDefinitionException if the expression is invalid
    static ValueExpression compile(String text) {
        if (text.startsWith("{%")) {
            return new ByQuery(JsonataTemplate.compile(JsonNodeFactory.instance.textNode(text)));
        }
        return text.startsWith("$") || text.startsWith("States.")
                ? new ByPath(Expression.compile(text))
                : new Constant(JsonNodeFactory.instance.textNode(text));
    }

    /// @throws EvaluationException if there is no value, or the evaluation fails or takes too long
    default JsonNode evaluate(JsonNode document) {
        return switch (this) {
            case ByPath(Expression expression) ->
                expression.evaluate(new EvaluationScope(document, JsonNodeFactory.instance.objectNode()));
            case ByQuery(JsonataTemplate template) -> {
                ObjectNode states = JsonNodeFactory.instance.objectNode();
                states.set("input", document);
                yield template.apply(states, Map.of());
            }
            case Constant(JsonNode value) -> value;
        };
    }
}
