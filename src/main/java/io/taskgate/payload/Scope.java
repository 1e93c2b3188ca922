package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// What a shape's expressions can see. Nothing in it is ever changed.
///
/// @param input     `$`
/// @param context   `$$`, the context object
/// @param variables `$name`, what `Assign` has set
public record Scope(JsonNode input, JsonNode context, Map<String, JsonNode> variables) {

    public Scope {
        variables = Map.copyOf(variables);
    }

    Scope(JsonNode input, JsonNode context) {
        this(input, context, Map.of());
    }

    Scope withInput(JsonNode other) {
        return new Scope(other, context, variables);
    }
}
