package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.standin.definition.ShapeAdapter;
import io.taskgate.standin.definition.StatesJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One try at a state: its definition, what came in, and the fields that shape what goes out.
///
/// @param query     whether the state is written in JSONata
/// @param raw       the state's input before InputPath
/// @param variables as they are on entering
public record StateRun(
        String name,
        JsonNode state,
        boolean query,
        JsonNode raw,
        Map<String, JsonNode> variables,
        ContextObject context) {

    public StateRun in(ContextObject other) {
        return new StateRun(name, state, query, raw, variables, other);
    }

    public JsonNode input() {
        return query ? raw : through("InputPath", raw);
    }

    JsonNode outputPath(JsonNode data) {
        return query ? data : through("OutputPath", data);
    }

    public EvaluationScope scope(JsonNode data) {
        return new EvaluationScope(data, context.node(), variables);
    }

    /// Returns the content of `$states`.
    private ObjectNode states() {
        ObjectNode states = StatesJson.object();
        states.set("input", raw);
        states.set("context", context.node());
        return states;
    }

    private ObjectNode states(String more, JsonNode value) {
        return states().set(more, value);
    }

    public JsonNode queried(String field, JsonNode template) {
        return ShapeAdapter.query(field, template, states(), variables);
    }

    private JsonNode through(String field, JsonNode data) {
        JsonNode path = state.path(field);
        if (path.isMissingNode()) {
            return data;
        }
        if (path.isNull()) {
            return StatesJson.object();
        }
        return ShapeAdapter.path(field, path.asText(), scope(data));
    }

    /// Returns the field applied to the state input; the input itself if the field is missing.
    public JsonNode filled(String field) {
        JsonNode template = state.path(field);
        return template.isMissingNode() ? input() : filled(field, template);
    }

    /// A template within the state, of whichever language the state is.
    public JsonNode filled(String field, JsonNode template) {
        return query ? queried(field, template) : ShapeAdapter.fill(field, template, scope(input()));
    }

    /// Returns the effective input of the state.
    public JsonNode parameters() {
        return filled(query ? "Arguments" : "Parameters");
    }

    public JsonNode selected(JsonNode result) {
        JsonNode selector = state.path("ResultSelector");
        return selector.isMissingNode() ? result : ShapeAdapter.fill("ResultSelector", selector, scope(result));
    }

    /// The result in its place, before OutputPath.
    public JsonNode result(JsonNode result) {
        return query ? output(state.path("Output"), "result", result) : placed(state.path("ResultPath"), result);
    }

    /// Returns the result of the JSONata field Output; the value itself if the field is missing.
    ///
    /// @param as its name within `$states`
    JsonNode output(JsonNode output, String as, JsonNode value) {
        return output.isMissingNode() ? value : ShapeAdapter.query("Output", output, states(as, value), variables);
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
                ? ShapeAdapter.query("Assign", assign, states(as, value), variables)
                : ShapeAdapter.fill("Assign", assign, scope(value));
        assigned.properties().forEach(variable -> after.put(variable.getKey(), variable.getValue()));
        return after;
    }

    private JsonNode placed(JsonNode resultPath, JsonNode result) {
        if (resultPath.isNull()) {
            return raw;
        }
        return resultPath.isMissingNode() ? result : ShapeAdapter.written(resultPath.asText(), raw, result);
    }

    /// The state's end: the result in its place, the variables set, the next state.
    public StateOutput exit(JsonNode result) {
        Optional<String> next =
                Optional.of(state.path("Next")).filter(JsonNode::isTextual).map(JsonNode::asText);
        return new StateOutput(outputPath(result(result)), next, assigned(state.path("Assign"), "result", result));
    }

    /// The way on that a Catch gives; empty when none meets the failure.
    public Optional<StateOutput> caught(StateFailure failure) {
        for (JsonNode catcher : state.path("Catch")) {
            if (failure.matches(catcher.path("ErrorEquals"))) {
                JsonNode error = failure.errorOutput();
                JsonNode output = query
                        ? output(catcher.path("Output"), "errorOutput", error)
                        : placed(catcher.path("ResultPath"), error);
                return Optional.of(new StateOutput(
                        output,
                        Optional.of(catcher.path("Next").asText()),
                        assigned(catcher.path("Assign"), "errorOutput", error)));
            }
        }
        return Optional.empty();
    }

    /// The field's value, or what the path in its `…Path` sibling finds; missing when neither is there.
    public JsonNode either(String field) {
        return either(state, field);
    }

    /// The same of an object within the state, such as an ItemReader's ReaderConfig.
    public JsonNode either(JsonNode within, String field) {
        JsonNode path = within.path(field + "Path");
        if (path.isTextual()) {
            return ShapeAdapter.expression(field + "Path", path.asText(), scope(input()));
        }
        JsonNode value = within.path(field);
        return query && value.isTextual() ? queried(field, value) : value;
    }
}
