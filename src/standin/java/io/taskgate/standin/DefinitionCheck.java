package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.InvalidShapeException;
import io.taskgate.payload.QueryTemplate;
import io.taskgate.payload.Template;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    private static final Set<String> TEMPLATES = Set.of("Parameters", "ResultSelector", "Assign");

    /// Fields that may hold JSONata where that is the language.
    private static final Set<String> QUERIES = Set.of(
            "Arguments",
            "Output",
            "Assign",
            "Seconds",
            "Timestamp",
            "Error",
            "Cause",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Credentials",
            "Condition");

    private static final Set<String> COMMON = Set.of("Type", "Comment", "Next", "End", "QueryLanguage");

    /// By state type, beside those that are common to all.
    private static final Map<String, Fields> FIELDS = Map.of(
            "Pass", new Fields("Assign", "Result InputPath OutputPath Parameters ResultPath", "Output"),
            "Task",
                    new Fields(
                            "Resource Retry Catch TimeoutSeconds HeartbeatSeconds Credentials Assign",
                            "InputPath OutputPath Parameters ResultSelector ResultPath TimeoutSecondsPath"
                                    + " HeartbeatSecondsPath",
                            "Arguments Output"),
            "Choice", new Fields("Choices Default Assign", "InputPath OutputPath", "Output"),
            "Wait", new Fields("Seconds Timestamp Assign", "InputPath OutputPath SecondsPath TimestampPath", "Output"),
            "Succeed", new Fields("", "InputPath OutputPath", "Output"),
            "Fail", new Fields("Error Cause", "ErrorPath CausePath", ""));

    /// Names of fields, with blanks between them.
    ///
    /// @param both  allowed in both languages
    /// @param path  allowed in JSONPath
    /// @param query allowed in JSONata
    private record Fields(String both, String path, String query) {
        boolean allow(String name, boolean isQuery) {
            return Stream.of(both, isQuery ? query : path)
                    .flatMap(names -> Stream.of(names.split(" ")))
                    .anyMatch(name::equals);
        }
    }

    private final JsonNode asl;
    private final JsonNode states;

    private DefinitionCheck(JsonNode asl) {
        this.asl = asl;
        this.states = asl.path("States");
    }

    /// @throws AwsError InvalidDefinition, naming the state and what is wrong with it
    static JsonNode check(String definition) {
        JsonNode asl = Json.parse(definition).orElseThrow(() -> invalid("INVALID_JSON_DESCRIPTION: not JSON"));
        DefinitionCheck check = new DefinitionCheck(asl);
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
            Fields known = FIELDS.get(type);
            if (known == null) {
                throw new IllegalArgumentException("the state type '" + type + "' is not supported by the stand-in");
            }
            language(state);
            boolean query = state.path("QueryLanguage")
                    .asText(asl.path("QueryLanguage").asText())
                    .equals("JSONata");
            fields(state, known, query);
            transitions(type, state, query);
            task(type, state);
        } catch (IllegalArgumentException | InvalidShapeException refused) {
            throw invalid("SCHEMA_VALIDATION_FAILED: " + refused.getMessage() + " at /States/" + name);
        }
    }

    private static void language(JsonNode node) {
        String language = node.path("QueryLanguage").asText("JSONPath");
        if (!Set.of("JSONPath", "JSONata").contains(language)) {
            throw new IllegalArgumentException("there is no query language '" + language + "'");
        }
    }

    private static void fields(JsonNode state, Fields known, boolean query) {
        state.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (!COMMON.contains(name) && !known.allow(name, query)) {
                throw new IllegalArgumentException(
                        "the field '" + name + "' is not supported by the stand-in in this state");
            }
            expression(name, value, query);
        });
    }

    private static void expression(String name, JsonNode value, boolean query) {
        if (query && QUERIES.contains(name)) {
            QueryTemplate.compile(value);
        } else if (!query && TEMPLATES.contains(name)) {
            Template.compile(value);
        } else if (PATHS.contains(name) && !value.isNull()) {
            Engine.check(name, value);
        }
    }

    private void transitions(String type, JsonNode state, boolean query) {
        boolean terminal = type.equals("Succeed") || type.equals("Fail");
        if (type.equals("Choice")) {
            if (state.path("Choices").isEmpty()) {
                throw new IllegalArgumentException("a Choice needs Choices");
            }
            state.path("Choices").forEach(rule -> {
                if (query) {
                    rule.properties().forEach(field -> expression(field.getKey(), field.getValue(), true));
                } else {
                    Choices.check(rule);
                }
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
            Engine.check("ResultPath", handler.get("ResultPath"));
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
