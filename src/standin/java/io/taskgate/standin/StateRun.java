package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One stay in a state: its definition, what came in, and the fields that shape what goes out.
///
/// @param query     whether the state is written in JSONata
/// @param raw       the state's input before InputPath
/// @param variables as they are on entering
record StateRun(
        String name,
        JsonNode state,
        boolean query,
        JsonNode raw,
        Map<String, JsonNode> variables,
        Execution execution,
        Instant entered) {

    JsonNode input() {
        return query ? raw : through("InputPath", raw);
    }

    JsonNode outputPath(JsonNode data) {
        return query ? data : through("OutputPath", data);
    }

    Scope scope(JsonNode data) {
        return new Scope(data, context(0, Optional.empty()), variables);
    }

    /// What `$states` holds.
    private ObjectNode states(int retryCount, Optional<String> token) {
        ObjectNode states = Json.object();
        states.set("input", raw);
        states.set("context", context(retryCount, token));
        return states;
    }

    private ObjectNode states(String more, JsonNode value) {
        return states(0, Optional.empty()).set(more, value);
    }

    JsonNode queried(String field, JsonNode template) {
        return Engine.query(field, template, states(0, Optional.empty()), variables);
    }

    private JsonNode through(String field, JsonNode data) {
        JsonNode path = state.path(field);
        if (path.isMissingNode()) {
            return data;
        }
        if (path.isNull()) {
            return Json.object();
        }
        return Engine.path(field, path.asText(), scope(data));
    }

    JsonNode parameters(int retryCount, Optional<String> token) {
        String field = query ? "Arguments" : "Parameters";
        JsonNode template = state.path(field);
        if (template.isMissingNode()) {
            return input();
        }
        return query
                ? Engine.query(field, template, states(retryCount, token), variables)
                : Engine.fill(field, template, new Scope(input(), context(retryCount, token), variables));
    }

    JsonNode selected(JsonNode result) {
        JsonNode selector = state.path("ResultSelector");
        return selector.isMissingNode() ? result : Engine.fill("ResultSelector", selector, scope(result));
    }

    /// The result in its place, before OutputPath.
    private JsonNode result(JsonNode result) {
        return query ? output(state.path("Output"), "result", result) : placed(state.path("ResultPath"), result);
    }

    /// What an Output in JSONata makes of it; itself where there is none.
    ///
    /// @param as its name within `$states`
    JsonNode output(JsonNode output, String as, JsonNode value) {
        return output.isMissingNode() ? value : Engine.query("Output", output, states(as, value), variables);
    }

    /// The variables after an Assign.
    ///
    /// @param as its name within `$states`, where the state is in JSONata
    Map<String, JsonNode> assigned(JsonNode assign, String as, JsonNode value) {
        if (assign.isMissingNode()) {
            return variables;
        }
        Map<String, JsonNode> after = new HashMap<>(variables);
        JsonNode assigned = query
                ? Engine.query("Assign", assign, states(as, value), variables)
                : Engine.fill("Assign", assign, scope(value));
        assigned.properties().forEach(variable -> after.put(variable.getKey(), variable.getValue()));
        return after;
    }

    JsonNode placed(JsonNode resultPath, JsonNode result) {
        if (resultPath.isNull()) {
            return raw;
        }
        return resultPath.isMissingNode() ? result : Engine.written(resultPath.asText(), raw, result);
    }

    /// The state's end: the result in its place, the variables set, the next state.
    Interpreter.Step exit(JsonNode result) {
        Optional<String> next =
                Optional.of(state.path("Next")).filter(JsonNode::isTextual).map(JsonNode::asText);
        return new Interpreter.Step(outputPath(result(result)), next, assigned(state.path("Assign"), "result", result));
    }

    /// The field's value, or what the path in its `…Path` sibling finds; missing when neither is there.
    JsonNode either(String field) {
        JsonNode path = state.path(field + "Path");
        if (path.isTextual()) {
            return Engine.expression(field + "Path", path.asText(), scope(input()));
        }
        JsonNode value = state.path(field);
        return query && value.isTextual() ? queried(field, value) : value;
    }

    /// What `$$` names.
    ObjectNode context(int retryCount, Optional<String> token) {
        ObjectNode context = Json.object();
        ObjectNode about = context.putObject("Execution")
                .put("Id", execution.arn())
                .put("Name", execution.name())
                .put("RoleArn", execution.machine().roleArn())
                .put("StartTime", execution.started().toString())
                .put("RedriveCount", 0);
        about.set("Input", Json.parsed(execution.input()));
        context.putObject("State")
                .put("Name", name)
                .put("EnteredTime", entered.toString())
                .put("RetryCount", retryCount);
        context.putObject("StateMachine")
                .put("Id", execution.machine().arn())
                .put("Name", execution.machine().name());
        token.ifPresent(issued -> context.putObject("Task").put("Token", issued));
        return context;
    }
}
