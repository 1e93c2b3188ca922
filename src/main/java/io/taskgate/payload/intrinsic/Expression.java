package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.List;
import java.util.stream.Stream;

/// The value of a field `"name.$"`: a path, or a call of an intrinsic function with expressions as arguments.
/// Immutable.
public sealed interface Expression {

    record Path(AslPath path) implements Expression {}

    /// @param source the text between the quotes with its escapes: `States.Format` interprets them itself
    record Literal(JsonNode value, String source) implements Expression {}

    record Call(IntrinsicFunction function, List<Expression> arguments) implements Expression {}

    /// @throws InvalidDefinitionException if the expression is invalid
    static Expression compile(String text) {
        return text.startsWith("$") ? new Path(AslPath.compile(text)) : new ExpressionParser(text).parse();
    }

    /// @throws EvaluationException if a path finds nothing or a function fails
    default JsonNode evaluate(EvaluationScope scope) {
        return switch (this) {
            case Path(AslPath path) -> path.read(scope);
            case Literal(JsonNode value, String _) -> value;
            case Call(IntrinsicFunction function, List<Expression> arguments) -> {
                List<JsonNode> values = arguments.stream()
                        .map(argument -> argument.evaluate(scope))
                        .toList();
                yield function.call(values, arguments);
            }
        };
    }

    /// Returns the paths that the expression reads.
    default Stream<AslPath> paths() {
        return switch (this) {
            case Path(AslPath path) -> Stream.of(path);
            case Literal _ -> Stream.empty();
            case Call(IntrinsicFunction _, List<Expression> arguments) ->
                arguments.stream().flatMap(Expression::paths);
        };
    }

    /// Returns whether the expression reads the payload, in addition to the context object and variables.
    default boolean readsPayload() {
        return paths().anyMatch(AslPath::readsPayload);
    }
}
