package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks the fields of one state.
final class StateCheck {

    private static final String LARGEST = "99999999";
    private static final List<String> WAITS = List.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath");

    private StateCheck() {}

    /// @param state with its effective query language
    static void check(CheckedNode state, boolean express) {
        String type = state.text("Type");
        StateFields.check(state, type);
        ExpressionCheck.fields(state);
        HandlerCheck.check(state);
        state.typed("Comment", JsonNodeType.STRING);
        state.typed("Next", JsonNodeType.STRING);
        state.typed("End", JsonNodeType.BOOLEAN);
        switch (type) {
            case "Task" -> task(state, express);
            case "Choice" -> ChoiceCheck.check(state);
            case "Map" -> MapCheck.check(state, express);
            case "Wait" -> waits(state);
            case "Fail" -> {
                state.exclusive("Error", "ErrorPath");
                state.exclusive("Cause", "CausePath");
                state.typed("Error", JsonNodeType.STRING);
                state.typed("Cause", JsonNodeType.STRING);
            }
            case "Parallel" -> branches(state);
            default -> {}
        }
    }

    private static void branches(CheckedNode state) {
        if (state.requires("Branches")
                && state.field("Branches").is(JsonNodeType.ARRAY)
                && state.node().path("Branches").isEmpty()) {
            state.field("Branches").error("Value cannot be empty");
        }
    }

    private static void waits(CheckedNode state) {
        List<String> given = WAITS.stream().filter(state::has).toList();
        if (given.isEmpty()) {
            state.error("One of these fields is required: " + WAITS);
        } else {
            state.exclusive(WAITS.toArray(String[]::new));
        }
        state.number("Seconds", "0", LARGEST);
        CheckedNode timestamp = state.field("Timestamp");
        if (timestamp.exists()
                && !timestamp.isQueryText()
                && timestamp.is(JsonNodeType.STRING)
                && ChoiceRules.instant(timestamp.node()).isEmpty()) {
            timestamp.error("String does not match RFC3339 timestamp");
        }
    }

    private static void task(CheckedNode state, boolean express) {
        for (String limit : List.of("TimeoutSeconds", "HeartbeatSeconds")) {
            state.numberOrPath(limit, "1", LARGEST);
        }
        JsonNode heartbeat = state.node().path("HeartbeatSeconds");
        JsonNode timeout = state.node().path("TimeoutSeconds");
        if (heartbeat.isNumber() && timeout.isNumber() && heartbeat.asLong() >= timeout.asLong()) {
            state.error("HeartbeatSeconds must be smaller than TimeoutSeconds");
        }
        credentials(state.field("Credentials"));
        if (state.requires("Resource")) {
            resource(state, express);
        }
    }

    private static void credentials(CheckedNode credentials) {
        if (credentials.exists()
                && !credentials.isQueryText()
                && credentials.is(JsonNodeType.OBJECT)
                && Stream.of("RoleArn", "RoleArn.$").noneMatch(credentials::has)) {
            credentials.error("The field 'RoleArn' is required but was missing");
        }
    }

    private static void resource(CheckedNode state, boolean express) {
        CheckedNode field = state.field("Resource");
        String arn = field.node().asText();
        if (!TaskResource.isWellFormed(arn)) {
            field.error("Value is not a valid resource ARN");
            return;
        }
        Optional<TaskResource> resource = TaskResource.of(arn);
        if (resource.isEmpty()) {
            field.error("The resource provided " + arn + " is not recognized. The value is not a valid resource ARN,"
                    + " or the resource is not available in this region.");
            return;
        }
        if (express) {
            ofExpress(field, resource.get());
        }
        if (!state.has(state.query() ? "Parameters" : "Arguments")) {
            ParameterCheck.check(resource.get(), state.field(state.query() ? "Arguments" : "Parameters"));
        }
    }

    private static void ofExpress(CheckedNode field, TaskResource resource) {
        if (resource.family() == Integrations.Family.ACTIVITY) {
            field.error("Express state machine does not support Activity ARN");
        } else if (resource.mode() == Integrations.Mode.TOKEN) {
            // AWS's message has the space at its end
            field.error("Express state machine does not support '.waitForTaskToken' service integration ");
        } else if (resource.waits()) {
            field.error("Express state machine does not support '.sync' service integration");
        }
    }
}
