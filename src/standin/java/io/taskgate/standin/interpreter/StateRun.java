package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.standin.definition.ShapeAdapter;
import io.taskgate.standin.definition.StatesJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One attempt at a state: its definition, its input, and the fields that shape its output.
///
/// @param query whether the query language of the state is JSONata
/// @param raw the input of the state before InputPath
/// @param variables the variables at the entry of the state
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

    /// Evaluates a template within the state in the state's query language.
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

    /// Returns the state output with the result at its path, before OutputPath.
    public JsonNode result(JsonNode result) {
        return query ? output(state.path("Output"), "result", result) : placed(state.path("ResultPath"), result);
    }

    /// Returns the result of the JSONata field Output; the value itself if the field is missing.
    ///
    /// @param as the name of the value within `$states`
    JsonNode output(JsonNode output, String as, JsonNode value) {
        return output.isMissingNode() ? value : ShapeAdapter.query("Output", output, states(as, value), variables);
    }

    /// Returns the variables after an Assign.
    ///
    /// @param as the name of the value within `$states`, if the query language is JSONata
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

    /// Ends the state: places the result, sets the variables, and selects the next state.
    public StateOutput exit(JsonNode result) {
        Optional<String> next =
                Optional.of(state.path("Next")).filter(JsonNode::isTextual).map(JsonNode::asText);
        return new StateOutput(outputPath(result(result)), next, assigned(state.path("Assign"), "result", result));
    }

    /// Returns the transition of a Catch; empty if none matches the failure.
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

    /// Returns the value of the field or of the path in its `…Path` sibling; missing if there is neither.
    public JsonNode either(String field) {
        return either(state, field);
    }

    /// Does the same for an object within the state, such as the ReaderConfig of an ItemReader.
    public JsonNode either(JsonNode within, String field) {
        JsonNode path = within.path(field + "Path");
        if (path.isTextual()) {
            return ShapeAdapter.expression(field + "Path", path.asText(), scope(input()));
        }
        JsonNode value = within.path(field);
        return query && value.isTextual() ? queried(field, value) : value;
    }
}
