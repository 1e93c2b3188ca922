package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/// One stay in a state: its definition, what came in, and the five fields that shape what goes out.
///
/// @param raw the state's input before InputPath
record StateRun(String name, JsonNode state, JsonNode raw, Execution execution, Instant entered) {

    JsonNode input() {
        return through("InputPath", raw);
    }

    JsonNode outputPath(JsonNode data) {
        return through("OutputPath", data);
    }

    private JsonNode through(String field, JsonNode data) {
        JsonNode path = state.path(field);
        if (path.isMissingNode()) {
            return data;
        }
        if (path.isNull()) {
            return Json.object();
        }
        JsonNode root = path.asText().startsWith("$$") ? context(0, Optional.empty()) : data;
        return Template.source(path.asText())
                .read(root)
                .orElseThrow(() -> StateFailure.runtime("Invalid path '" + path.asText() + "': No results for path in "
                        + field + " of state '" + name + "'"));
    }

    JsonNode parameters(int retryCount, Optional<String> token) {
        JsonNode template = state.path("Parameters");
        return template.isMissingNode() ? input() : Template.fill(template, input(), context(retryCount, token));
    }

    JsonNode selected(JsonNode result) {
        JsonNode selector = state.path("ResultSelector");
        return selector.isMissingNode() ? result : Template.fill(selector, result, context(0, Optional.empty()));
    }

    /// The result in its place, before OutputPath.
    JsonNode result(JsonNode result) {
        return placed(state.path("ResultPath"), result);
    }

    JsonNode placed(JsonNode resultPath, JsonNode result) {
        if (resultPath.isNull()) {
            return raw;
        }
        return resultPath.isMissingNode()
                ? result
                : PlainPath.parse(resultPath.asText()).write(raw, result);
    }

    Interpreter.Step exit(JsonNode data) {
        Optional<String> next =
                Optional.of(state.path("Next")).filter(JsonNode::isTextual).map(JsonNode::asText);
        return new Interpreter.Step(outputPath(data), next);
    }

    /// The field's value, or what the path in its `…Path` sibling finds; missing when neither is there.
    JsonNode either(String field) {
        JsonNode path = state.path(field + "Path");
        if (!path.isTextual()) {
            return state.path(field);
        }
        String text = path.asText();
        JsonNode root = text.startsWith("$$") ? context(0, Optional.empty()) : input();
        return Template.source(text)
                .read(root)
                .orElseThrow(() -> StateFailure.runtime(
                        "The JSONPath '" + text + "' specified for the field '" + field + "Path' could not be found"));
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
