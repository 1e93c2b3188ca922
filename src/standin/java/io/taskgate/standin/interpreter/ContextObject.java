package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import java.time.Instant;
import java.util.Optional;

/// The context object of `$$` and `$states.context`.
///
/// @param item the item of the innermost Map: `Index`, `Value` and others
/// @param token the task token, while the task's parameters are evaluated
/// @param given the whole object, if TestState provides it
public record ContextObject(
        Execution execution,
        String state,
        Instant entered,
        int retryCount,
        Optional<ObjectNode> item,
        Optional<String> token,
        Optional<ObjectNode> given) {

    ContextObject retried(int count) {
        return new ContextObject(execution, state, entered, count, item, token, given);
    }

    public ContextObject withToken(Optional<String> issued) {
        return new ContextObject(execution, state, entered, retryCount, item, issued, given);
    }

    public ContextObject withItem(ObjectNode of) {
        return new ContextObject(execution, state, entered, retryCount, Optional.of(of), token, given);
    }

    /// @param more additional members beside index and value, such as `Key` for a field of an object
    public static ObjectNode item(int index, JsonNode value) {
        ObjectNode item = StatesJson.object().put("Index", index);
        return item.set("Value", value);
    }

    ObjectNode node() {
        if (given.isPresent()) {
            ObjectNode context = given.get().deepCopy();
            item.ifPresent(of -> context.putObject("Map").set("Item", of));
            return context;
        }
        ObjectNode context = StatesJson.object();
        ObjectNode about = context.putObject("Execution")
                .put("Id", execution.arn())
                .put("Name", execution.name())
                .put("RoleArn", execution.machine().roleArn())
                .put("StartTime", execution.started().toString())
                .put("RedriveCount", execution.redrives());
        execution.redriven().ifPresent(at -> about.put("RedriveTime", at.toString()));
        about.set("Input", execution.data());
        context.putObject("State")
                .put("Name", state)
                .put("EnteredTime", entered.toString())
                .put("RetryCount", retryCount);
        context.putObject("StateMachine")
                .put("Id", execution.machine().arn())
                .put("Name", execution.machine().name());
        item.ifPresent(of -> context.putObject("Map").set("Item", of));
        token.ifPresent(issued -> context.putObject("Task").put("Token", issued));
        return context;
    }
}
