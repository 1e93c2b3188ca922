package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.Expression;
import io.taskgate.payload.InvalidShapeException;
import io.taskgate.payload.JsonPath;
import io.taskgate.payload.QueryTemplate;
import io.taskgate.payload.Scope;
import io.taskgate.payload.Template;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The data flow of states, by the gateway's own engine: what a shape may say, a state machine may.
final class Engine {

    private Engine() {}

    /// @throws StateFailure when the path finds nothing
    static JsonNode path(String field, String path, Scope scope) {
        return evaluated(field, () -> JsonPath.compile(path).read(scope));
    }

    /// Empty when the path finds nothing.
    static Optional<JsonNode> look(String path, Scope scope) {
        try {
            return Optional.of(JsonPath.compile(path).read(scope));
        } catch (EvaluationException _) {
            return Optional.empty();
        }
    }

    /// A path or an intrinsic function.
    ///
    /// @throws StateFailure when it gives nothing
    static JsonNode expression(String field, String expression, Scope scope) {
        return evaluated(field, () -> Expression.compile(expression).value(scope));
    }

    /// @throws StateFailure when a path finds nothing or a function fails
    static JsonNode fill(String field, JsonNode template, Scope scope) {
        return evaluated(field, () -> Template.compile(template).apply(scope));
    }

    /// @throws StateFailure `States.QueryEvaluationError`
    static JsonNode query(String field, JsonNode template, ObjectNode states, Map<String, JsonNode> variables) {
        return evaluated(field, () -> QueryTemplate.compile(template).apply(states, variables));
    }

    /// @throws StateFailure `States.ResultPathMatchFailure`
    static JsonNode written(String path, JsonNode root, JsonNode value) {
        return evaluated("ResultPath", () -> JsonPath.compile(path).written(root, value));
    }

    /// @throws InvalidShapeException when the field can't be understood
    static void check(String field, JsonNode value) {
        if (field.equals("ResultPath")) {
            if (!JsonPath.compile(value.asText()).isWritable()) {
                throw new InvalidShapeException("ResultPath: \"" + value.asText() + "\" can't be written");
            }
        } else {
            Expression.compile(value.asText());
        }
    }

    private static JsonNode evaluated(String field, Supplier<JsonNode> work) {
        try {
            return work.get();
        } catch (EvaluationException e) {
            throw new StateFailure(e.error(), field + ": " + e.getMessage());
        }
    }
}
