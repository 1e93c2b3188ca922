package io.taskgate.payload.intrinsic;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import java.util.List;
import java.util.stream.Stream;

/// What may stand for a value behind `"name.$"`: a path, or a call of an intrinsic function with expressions as
/// its arguments. Immutable.
public sealed interface Expression {

    record Path(AslPath path) implements Expression {}

    /// @param source as it was written between the quotes, with its escapes: `States.Format` reads them itself
    record Literal(JsonNode value, String source) implements Expression {}

    record Call(IntrinsicFunction function, List<Expression> arguments) implements Expression {}

    /// @throws InvalidDefinitionException naming what is wrong
    static Expression compile(String text) {
        return text.startsWith("$") ? new Path(AslPath.compile(text)) : new ExpressionParser(text).whole();
    }

    /// @throws EvaluationException when a path finds nothing or a function fails
    default JsonNode value(EvaluationScope scope) {
        return switch (this) {
            case Path(AslPath path) -> path.read(scope);
            case Literal(JsonNode value, String _) -> value;
            case Call(IntrinsicFunction function, List<Expression> arguments) -> {
                List<JsonNode> values = arguments.stream()
                        .map(argument -> argument.value(scope))
                        .toList();
                yield function.call(values, arguments);
            }
        };
    }

    /// The paths that it reads.
    default Stream<AslPath> paths() {
        return switch (this) {
            case Path(AslPath path) -> Stream.of(path);
            case Literal _ -> Stream.empty();
            case Call(IntrinsicFunction _, List<Expression> arguments) ->
                arguments.stream().flatMap(Expression::paths);
        };
    }

    /// Whether it reads the payload, and not only the context object and variables.
    default boolean readsPayload() {
        return paths().anyMatch(AslPath::readsPayload);
    }
}
