package io.taskgate.standin.interpreter.single;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.util.Map;

/// The stages of a state's data flow in TestState. Stages that the state does not reach are missing.
final class StateInspection {

    private final ObjectNode data = StatesJson.object();

    /// @return the value for the next stage
    JsonNode stage(String name, JsonNode value) {
        data.put(name, value.toString());
        return value;
    }

    void number(String name, JsonNode value) {
        data.set(name, value);
    }

    void variables(Map<String, JsonNode> variables) {
        if (!variables.isEmpty()) {
            ObjectNode all = StatesJson.object();
            all.setAll(variables);
            data.put("variables", all.toString());
        }
    }

    void error(ObjectNode details) {
        if (!details.isEmpty()) {
            data.set("errorDetails", details);
        }
    }

    ObjectNode part(String name) {
        return data.putObject(name);
    }

    ObjectNode data() {
        return data;
    }
}
