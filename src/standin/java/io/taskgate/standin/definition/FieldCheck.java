package io.taskgate.standin.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.jsonata.JsonataTemplate;
import io.taskgate.payload.shape.PayloadTemplate;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.interpreter.RetryCounters;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Validates the fields of one state: their names, and their expressions.
final class FieldCheck {

    private static final Set<String> PATHS = Set.of(
            "InputPath",
            "OutputPath",
            "ResultPath",
            "ItemsPath",
            "MaxConcurrencyPath",
            "ToleratedFailureCountPath",
            "ToleratedFailurePercentagePath",
            "TimeoutSecondsPath",
            "HeartbeatSecondsPath",
            "SecondsPath",
            "TimestampPath",
            "ErrorPath",
            "CausePath");
    private static final Set<String> TEMPLATES = Set.of("Parameters", "ResultSelector", "Assign", "ItemSelector");

    /// Fields that can contain JSONata.
    private static final Set<String> QUERIES = Set.of(
            "Arguments",
            "Output",
            "Assign",
            "Items",
            "ItemSelector",
            "MaxConcurrency",
            "ToleratedFailureCount",
            "ToleratedFailurePercentage",
            "Seconds",
            "Timestamp",
            "Error",
            "Cause",
            "TimeoutSeconds",
            "HeartbeatSeconds",
            "Credentials",
            "Condition");

    private static final Set<String> COMMON = Set.of("Type", "Comment", "Next", "End", "QueryLanguage");

    /// By state type, in addition to the common fields.
    private static final Map<String, Fields> FIELDS = Map.of(
            "Pass", new Fields("Assign", "Result InputPath OutputPath Parameters ResultPath", "Output"),
            "Task",
                    new Fields(
                            "Resource Retry Catch TimeoutSeconds HeartbeatSeconds Credentials Assign",
                            "InputPath OutputPath Parameters ResultSelector ResultPath TimeoutSecondsPath"
                                    + " HeartbeatSecondsPath",
                            "Arguments Output"),
            "Parallel",
                    new Fields(
                            "Branches Retry Catch Assign",
                            "InputPath OutputPath Parameters ResultSelector ResultPath",
                            "Arguments Output"),
            "Map",
                    new Fields(
                            "ItemProcessor Iterator ItemSelector MaxConcurrency Retry Catch Assign "
                                    + MapCheck.DISTRIBUTED,
                            "InputPath OutputPath Parameters ItemsPath MaxConcurrencyPath ResultSelector ResultPath "
                                    + MapCheck.DISTRIBUTED_PATHS,
                            "Items Output"),
            "Choice", new Fields("Choices Default Assign", "InputPath OutputPath", "Output"),
            "Wait", new Fields("Seconds Timestamp Assign", "InputPath OutputPath SecondsPath TimestampPath", "Output"),
            "Succeed", new Fields("", "InputPath OutputPath", "Output"),
            "Fail", new Fields("Error Cause", "ErrorPath CausePath", ""));

    /// Names of fields, separated by spaces.
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

    private FieldCheck() {}

    /// @throws IllegalArgumentException naming the unsupported or missing field
    /// @throws io.taskgate.payload.InvalidDefinitionException for an expression
    static void check(JsonNode state, boolean query) {
        String type = state.path("Type").asText();
        Fields known = FIELDS.get(type);
        if (known == null) {
            throw new IllegalArgumentException("the state type '" + type + "' is not supported by the stand-in");
        }
        state.properties().forEach(field -> {
            String name = field.getKey();
            if (!COMMON.contains(name) && !known.allow(name, query)) {
                throw new IllegalArgumentException(
                        "the field '" + name + "' is not supported by the stand-in in this state");
            }
            expression(name, field.getValue(), query);
        });
        handlers("Catch", state.path("Catch"), query);
        handlers("Retry", state.path("Retry"), query);
        state.path("Retry").forEach(RetryCounters::check);
        switch (type) {
            case "Task" -> task(state, query);
            case "Choice" -> choice(state, query);
            case "Map" -> MapCheck.check(state, query);
            case "Parallel" -> {
                if (state.path("Branches").isEmpty()) {
                    throw new IllegalArgumentException("a Parallel needs Branches");
                }
            }
            default -> {}
        }
    }

    static void expression(String name, JsonNode value, boolean query) {
        if (query && QUERIES.contains(name)) {
            JsonataTemplate.compile(value);
        } else if (!query && TEMPLATES.contains(name)) {
            PayloadTemplate.compile(value);
        } else if (PATHS.contains(name) && !value.isNull()) {
            ShapeAdapter.check(name, value);
        }
    }

    private static void choice(JsonNode state, boolean query) {
        if (state.path("Choices").isEmpty()) {
            throw new IllegalArgumentException("a Choice needs Choices");
        }
        state.path("Choices").forEach(rule -> {
            if (query) {
                rule.properties().forEach(field -> expression(field.getKey(), field.getValue(), true));
            } else {
                ChoiceRules.check(rule);
            }
        });
    }

    private static void handlers(String field, JsonNode handlers, boolean query) {
        int number = 0;
        for (JsonNode handler : handlers) {
            JsonNode errors = handler.path("ErrorEquals");
            boolean last = ++number == handlers.size();
            if (errors.isEmpty()) {
                throw new IllegalArgumentException("Retry and Catch need ErrorEquals");
            }
            if (errors.valueStream().anyMatch(name -> name.asText().equals("States.ALL"))
                    && (errors.size() > 1 || !last)) {
                throw new IllegalArgumentException("States.ALL must stand alone in ErrorEquals, and last in " + field);
            }
            for (String shaping : List.of("ResultPath", "Assign", "Output")) {
                if (handler.has(shaping)) {
                    expression(shaping, handler.get(shaping), query);
                }
            }
        }
    }

    private static void task(JsonNode state, boolean query) {
        String resource = state.path("Resource").asText();
        Integrations.Resource known = Integrations.Resource.of(resource)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the resource '" + resource + "' is not supported by the stand-in: known are "
                                + Integrations.Resource.known() + ", with the endings that AWS has for each"));
        ParameterCheck.check(known.service(), state.path(query ? "Arguments" : "Parameters"));
        int timeout = state.path("TimeoutSeconds").asInt(Integer.MAX_VALUE);
        if (state.has("HeartbeatSeconds") && state.get("HeartbeatSeconds").asInt() >= timeout) {
            throw new IllegalArgumentException("HeartbeatSeconds must be smaller than TimeoutSeconds");
        }
    }
}
