package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import java.util.List;
import java.util.Map;

/// Checks the context object in a TestState request.
final class MockedContextCheck {

    private static final Map<String, List<String>> FIELDS = Map.of(
            "Execution", List.of("Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"),
            "State", List.of("EnteredTime", "Name", "RetryCount"),
            "StateMachine", List.of("Id", "Name"),
            "Task", List.of("Token"));
    private static final List<String> NUMBERS = List.of("RetryCount", "RedriveCount");

    private MockedContextCheck() {}

    /// @param waits whether the state is a Task with a token or a job
    /// @throws AwsError ValidationException
    static ObjectNode check(String text, boolean waits) {
        if (!(StatesJson.parse(text).orElse(StatesJson.object().textNode("")) instanceof ObjectNode context)) {
            throw wrong("the Context object must be a JSON object");
        }
        context.properties().forEach(part -> part(part.getKey(), part.getValue()));
        if (context.has("Task") && !waits) {
            throw wrong("Context object contains 'Task' when state is not a Task state with a '.sync' or"
                    + " '.waitForTaskToken' service integration pattern");
        }
        return context;
    }

    private static void part(String name, JsonNode part) {
        if (name.equals("Map")) {
            throw wrong("'Map' field is not supported when mocking a Context object");
        }
        List<String> known = FIELDS.get(name);
        if (known == null) {
            throw wrong("Field '" + name + "' is not allowed");
        }
        if (!part.isObject()) {
            throw wrong(name + " must be an object");
        }
        part.properties().forEach(field -> {
            if (!known.contains(field.getKey())) {
                throw wrong("Field '" + field.getKey() + "' is not allowed");
            }
            boolean number = NUMBERS.contains(field.getKey());
            JsonNode value = field.getValue();
            if (!field.getKey().equals("Input") && !(number ? value.isNumber() : value.isTextual())) {
                throw wrong(name + "." + field.getKey() + " must be a " + (number ? "number" : "string"));
            }
        });
    }

    private static AwsError wrong(String what) {
        return AwsError.validation("Invalid Context object provided: " + what);
    }
}
