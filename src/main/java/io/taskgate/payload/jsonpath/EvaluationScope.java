package io.taskgate.payload.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/// The data that the expressions of a shape can read. Immutable by convention.
///
/// @param input     `$`
/// @param context   `$$`, the context object
/// @param variables `$name`, the variables of `Assign`
public record EvaluationScope(JsonNode input, JsonNode context, Map<String, JsonNode> variables) {

    /// The context object of an expression that runs outside of a state machine: empty.
    public static final JsonNode NO_CONTEXT = JsonNodeFactory.instance.objectNode();

    public EvaluationScope {
        variables = Map.copyOf(variables);
    }

    public EvaluationScope(JsonNode input, JsonNode context) {
        this(input, context, Map.of());
    }

    public EvaluationScope withInput(JsonNode other) {
        return new EvaluationScope(other, context, variables);
    }
}
