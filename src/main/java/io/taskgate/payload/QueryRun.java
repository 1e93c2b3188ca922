package io.taskgate.payload;

import com.dashjoin.jsonata.Jsonata.Frame;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What the expressions of one shape see while it is applied, and the bounds that they share.
final class QueryRun {

    private final QueryBounds bounds = new QueryBounds();
    private final Map<String, Object> bindings = new HashMap<>();
    private final Map<String, Object> states = new HashMap<>();

    QueryRun(ObjectNode states, Map<String, JsonNode> variables) {
        states.properties().forEach(field -> this.states.put(field.getKey(), QueryValues.java(field.getValue())));
        bindings.put("states", this.states);
        variables.forEach((name, value) -> bindings.put(name, QueryValues.java(value)));
    }

    void result(JsonNode result) {
        states.put("result", QueryValues.java(result));
    }

    void variables(JsonNode assigned) {
        assigned.properties().forEach(field -> bindings.put(field.getKey(), QueryValues.java(field.getValue())));
    }

    /// @param called see [QueryTree]
    Frame frame(Set<Object> called) {
        Frame frame = new Frame(null);
        QueryFunctions.bind(frame);
        bindings.forEach((name, value) -> frame.bind(name, value));
        bounds.watch(frame, called);
        return frame;
    }
}
