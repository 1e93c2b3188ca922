package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.jsonpath.AslPath;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.payload.shape.PayloadTemplate;
import io.taskgate.standin.interpreter.StateFailure;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs the data flow of states with the shape engine of the gateway.
public final class ShapeAdapter {

    private ShapeAdapter() {}

    /// @throws StateFailure if the path finds nothing
    public static JsonNode path(String field, String path, EvaluationScope scope) {
        return evaluated(field, () -> AslPath.compile(path).read(scope));
    }

    /// Returns empty if the path finds nothing.
    public static Optional<JsonNode> look(String path, EvaluationScope scope) {
        try {
            return Optional.of(AslPath.compile(path).read(scope));
        } catch (EvaluationException _) {
            return Optional.empty();
        }
    }

    /// Evaluates a path or an intrinsic function.
    ///
    /// @throws StateFailure if it has no value
    public static JsonNode expression(String field, String expression, EvaluationScope scope) {
        return evaluated(field, () -> Expression.compile(expression).evaluate(scope));
    }

    /// @throws StateFailure if a path finds nothing or a function fails
    public static JsonNode fill(String field, JsonNode template, EvaluationScope scope) {
        return evaluated(field, () -> PayloadTemplate.compileLiterally(template).apply(scope));
    }

    /// @throws StateFailure `StandInStepFunctions.QueryEvaluationError`
    public static JsonNode query(String field, JsonNode template, ObjectNode states, Map<String, JsonNode> variables) {
        return evaluated(field, () -> JsonataTemplate.compileLiterally(template).apply(states, variables));
    }

    /// @throws StateFailure `StandInStepFunctions.ResultPathMatchFailure`
    public static JsonNode written(String path, JsonNode root, JsonNode value) {
        return evaluated("ResultPath", () -> AslPath.compile(path).written(root, value));
    }

    private static JsonNode evaluated(String field, Supplier<JsonNode> work) {
        try {
            return work.get();
        } catch (EvaluationException e) {
            throw new StateFailure(e.error(), field + ": " + e.getMessage());
        }
    }
}
