package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Refuses at CreateStateMachine what the interpreter could not run as AWS does: better no machine than a wrong
/// one.
final class DefinitionCheck {

    private static final Set<String> PATHS = Set.of(
            "InputPath",
            "OutputPath",
            "ResultPath",
            "TimeoutSecondsPath",
            "HeartbeatSecondsPath",
            "SecondsPath",
            "TimestampPath",
            "ErrorPath",
            "CausePath");
    private static final Set<String> COMMON =
            Set.of("Type", "Comment", "Next", "End", "InputPath", "OutputPath", "QueryLanguage");
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Pass", Set.of("Result", "Parameters", "ResultPath"),
            "Task",
                    Set.of(
                            "Resource",
                            "Parameters",
                            "ResultSelector",
                            "ResultPath",
                            "Retry",
                            "Catch",
                            "TimeoutSeconds",
                            "TimeoutSecondsPath",
                            "HeartbeatSeconds",
                            "HeartbeatSecondsPath",
                            "Credentials"),
            "Choice", Set.of("Choices", "Default"),
            "Wait", Set.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath"),
            "Succeed", Set.of(),
            "Fail", Set.of("Error", "Cause", "ErrorPath", "CausePath"));

    private final JsonNode states;

    private DefinitionCheck(JsonNode states) {
        this.states = states;
    }

    /// @throws AwsError InvalidDefinition, naming the state and what is wrong with it
    static JsonNode check(String definition) {
        JsonNode asl = Json.parse(definition).orElseThrow(() -> invalid("INVALID_JSON_DESCRIPTION: not JSON"));
        DefinitionCheck check = new DefinitionCheck(asl.path("States"));
        try {
            language(asl);
            check.target(asl.path("StartAt").asText());
        } catch (IllegalArgumentException refused) {
            throw invalid(refused.getMessage());
        }
        check.states.properties().forEach(state -> check.state(state.getKey(), state.getValue()));
        return asl;
    }

    private static AwsError invalid(String what) {
        return new AwsError("InvalidDefinition", "Invalid State Machine Definition: '" + what + "'");
    }

    private void state(String name, JsonNode state) {
        try {
            String type = state.path("Type").asText();
            Set<String> known = FIELDS.get(type);
            if (known == null) {
                throw new IllegalArgumentException("the state type '" + type + "' is not supported by the stand-in");
            }
            language(state);
            fields(state, known);
            transitions(type, state);
            task(type, state);
        } catch (IllegalArgumentException refused) {
            throw invalid("SCHEMA_VALIDATION_FAILED: " + refused.getMessage() + " at /States/" + name);
        }
    }

    private static void language(JsonNode node) {
        if (!node.path("QueryLanguage").asText("JSONPath").equals("JSONPath")) {
            throw new IllegalArgumentException("JSONata is not supported by the stand-in");
        }
    }

    private static void fields(JsonNode state, Set<String> known) {
        state.properties().forEach(field -> {
            String name = field.getKey();
            if (!COMMON.contains(name) && !known.contains(name)) {
                throw new IllegalArgumentException(
                        "the field '" + name + "' is not supported by the stand-in in this state");
            }
            if (PATHS.contains(name) && !field.getValue().isNull()) {
                Template.source(field.getValue().asText());
            }
        });
        Template.check(state.path("Parameters"));
        Template.check(state.path("ResultSelector"));
    }

    private void transitions(String type, JsonNode state) {
        boolean terminal = type.equals("Succeed") || type.equals("Fail");
        if (type.equals("Choice")) {
            if (state.path("Choices").isEmpty()) {
                throw new IllegalArgumentException("a Choice needs Choices");
            }
            state.path("Choices").forEach(rule -> {
                Choices.check(rule);
                target(rule.path("Next").asText());
            });
            if (state.has("Default")) {
                target(state.get("Default").asText());
            }
        } else if (!terminal && !state.path("End").asBoolean()) {
            target(state.path("Next").asText());
        }
        state.path("Catch").forEach(catcher -> {
            handler(catcher);
            target(catcher.path("Next").asText());
        });
        state.path("Retry").forEach(DefinitionCheck::handler);
    }

    private static void handler(JsonNode handler) {
        if (handler.path("ErrorEquals").isEmpty()) {
            throw new IllegalArgumentException("Retry and Catch need ErrorEquals");
        }
        if (handler.path("ResultPath").isTextual()) {
            PlainPath.parse(handler.get("ResultPath").asText());
        }
    }

    private static void task(String type, JsonNode state) {
        if (!type.equals("Task")) {
            return;
        }
        String resource = state.path("Resource").asText();
        if (Integrations.Resource.of(resource).isEmpty()) {
            throw new IllegalArgumentException(
                    "the resource '" + resource + "' is not supported by the stand-in: known are "
                            + List.of("apigateway:invoke", "http:invoke", "events:putEvents", "sqs:sendMessage")
                            + ", all but http:invoke also with .waitForTaskToken");
        }
        int timeout = state.path("TimeoutSeconds").asInt(Integer.MAX_VALUE);
        if (state.has("HeartbeatSeconds") && state.get("HeartbeatSeconds").asInt() >= timeout) {
            throw new IllegalArgumentException("HeartbeatSeconds must be smaller than TimeoutSeconds");
        }
    }

    private void target(String name) {
        if (!states.has(name)) {
            throw new IllegalArgumentException("MISSING_TRANSITION_TARGET: there is no state '" + name + "'");
        }
    }
}
