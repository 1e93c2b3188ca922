package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Jsonata.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The data that the expressions of one shape can read, and their shared limits.
public final class EvaluationContext {

    private final EvaluationLimits bounds = new EvaluationLimits();
    private final Map<String, Object> bindings = new HashMap<>();
    private final Map<String, Object> states = new HashMap<>();

    public EvaluationContext(ObjectNode states, Map<String, JsonNode> variables) {
        states.properties().forEach(field -> this.states.put(field.getKey(), read(field.getValue())));
        bindings.put("states", this.states);
        variables.forEach((name, value) -> bindings.put(name, read(value)));
    }

    public void result(JsonNode result) {
        states.put("result", read(result));
    }

    public void variables(JsonNode assigned) {
        assigned.properties().forEach(field -> bindings.put(field.getKey(), read(field.getValue())));
    }

    private Object read(JsonNode json) {
        Object value = JsonataValueConverter.java(json, bounds::read);
        bounds.remember(value);
        return value;
    }

    void written(@Nullable Object value) {
        bounds.written(value);
    }

    /// @param nodes see [SyntaxTreeRewriter]
    Frame frame(SyntaxTreeRewriter.Nodes nodes) {
        Frame frame = new Frame(null);
        JsonataFunctions.bind(frame);
        bindings.forEach((name, value) -> frame.bind(name, value));
        bounds.watch(frame, nodes);
        return frame;
    }
}
