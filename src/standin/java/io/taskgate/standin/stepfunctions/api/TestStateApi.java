package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.DefinitionCheck;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.ResponseModel;
import io.taskgate.standin.integration.TaskResource;
import io.taskgate.standin.interpreter.ContextObject;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.interpreter.StateRun;
import io.taskgate.standin.interpreter.single.SingleStateRun;
import io.taskgate.standin.interpreter.single.StateConditions;
import io.taskgate.standin.interpreter.single.StateMock;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.StateMachine;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The operation TestState, which runs one state with its input, alone or from a definition.
record TestStateApi(StandInStepFunctions states) {

    /// The name of a state that is given alone.
    private static final String ALONE = "StateName";

    private static final List<String> LEVELS = List.of("INFO", "DEBUG", "TRACE");

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of("TestState", this::test);
    }

    private JsonNode test(JsonNode request) {
        String text = HttpAnswers.required(request, "definition");
        String name = request.path("stateName").asText(ALONE);
        JsonNode asl = request.hasNonNull("stateName")
                ? DefinitionCheck.check(text, false)
                : DefinitionCheck.checkState(ALONE, text);
        JsonNode state = request.hasNonNull("stateName")
                ? found(asl, name).orElseThrow(() -> AwsError.validation("State not found in definition"))
                : asl;
        Optional<String> role = HttpAnswers.given(request, "roleArn").map(Arns::role);
        JsonNode input = StatesJson.parse(request.path("input").asText("{}"))
                .orElseThrow(() -> new AwsError(
                        "InvalidExecutionInput", "Invalid State Machine Execution Input: 'Invalid execution input.'"));
        Optional<TaskResource> resource = TaskResource.of(state.path("Resource").asText());
        Optional<StateMock> mock = mock(request, state, resource);
        supported(request, state, resource, role, mock);
        StateMachine machine =
                new StateMachine(UUID.randomUUID().toString(), text, asl, role.orElse(""), states.now(), true);
        Optional<ObjectNode> context = HttpAnswers.given(request, "context")
                .map(given -> MockedContextCheck.check(given, resource.stream().anyMatch(TaskResource::waits)));
        String level = level(request);
        StateConditions conditions = conditions(request);
        Execution execution = states.scratch(machine, input.toString());
        ContextObject object = new ContextObject(
                execution, name, states.now(), conditions.retries(), Optional.empty(), Optional.empty(), context);
        StateRun run = new StateRun(name, state, machine.isQuery(state), input, variables(request), object);
        return inspected(new SingleStateRun(run, execution, states.kit(), mock, conditions).run(), level);
    }

    /// Searches at any depth.
    private static Optional<JsonNode> found(JsonNode definition, String name) {
        JsonNode own = definition.path("States").path(name);
        if (!own.isMissingNode()) {
            return Optional.of(own);
        }
        for (JsonNode state : definition.path("States")) {
            for (String inner : List.of("ItemProcessor", "Iterator")) {
                Optional<JsonNode> found = found(state.path(inner), name);
                if (found.isPresent()) {
                    return found;
                }
            }
            for (JsonNode branch : state.path("Branches")) {
                Optional<JsonNode> found = found(branch, name);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<StateMock> mock(JsonNode request, JsonNode state, Optional<TaskResource> resource) {
        JsonNode mock = request.path("mock");
        if (!mock.isObject()) {
            return Optional.empty();
        }
        String type = state.path("Type").asText();
        if (!List.of("Task", "Map", "Parallel").contains(type)) {
            throw AwsError.validation("State type '" + type + "' is not supported when a mock is specified");
        }
        if (request.path("revealSecrets").asBoolean()) {
            throw AwsError.validation("TestState does not support RevealSecrets when a mock is specified.");
        }
        if (mock.has("result") == mock.has("errorOutput")) {
            throw AwsError.validation(
                    "A test mock should have only one of the following fields: [result, errorOutput].");
        }
        if (mock.has("errorOutput")) {
            JsonNode error = mock.get("errorOutput");
            return Optional.of(new StateMock.Fails(new StateFailure(
                    error.path("error").textValue(), error.path("cause").textValue())));
        }
        JsonNode result = StatesJson.parse(mock.path("result").asText())
                .orElseThrow(() -> AwsError.validation("Mocked result must be valid JSON"));
        fits(state, type, result);
        if (!mock.path("fieldValidationMode").asText().equals("NONE")) {
            resource.flatMap(each -> ResponseModel.problem(each, result)).ifPresent(problem -> {
                throw AwsError.validation("Mock result schema validation error: " + problem);
            });
        }
        return Optional.of(new StateMock.Returns(result));
    }

    private static void fits(JsonNode state, String type, JsonNode result) {
        if (type.equals("Map") && !state.has("ResultWriter") && !result.isArray()) {
            throw AwsError.validation("Mocked result must be an array.");
        }
        if (type.equals("Map") && state.has("ResultWriter") && !result.isObject()) {
            throw AwsError.validation("Mocked result must be a JSON object.");
        }
        if (type.equals("Parallel")) {
            if (!result.isArray()) {
                throw AwsError.validation("Mocked result must be an array.");
            }
            if (result.size() != state.path("Branches").size()) {
                throw AwsError.validation(
                        "Mocked result must contain the same number of items as number of Parallel branches.");
            }
        }
    }

    private static void supported(
            JsonNode request,
            JsonNode state,
            Optional<TaskResource> resource,
            Optional<String> role,
            Optional<StateMock> mock) {
        if (mock.isPresent()) {
            return;
        }
        if (request.at("/stateConfiguration/mapIterationFailureCount").isNumber()) {
            throw AwsError.validation(
                    "TestState does not support MapIterationFailureCount when a mock is not specified.");
        }
        String type = state.path("Type").asText();
        if (type.equals("Map") || type.equals("Parallel")) {
            throw new AwsError(
                    "InvalidDefinition",
                    "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait,"
                            + " Pass, Succeed, Fail, Choice]");
        }
        if (type.equals("Task") && role.isEmpty()) {
            throw AwsError.validation("RoleArn must be specified when testing a Task state");
        }
        if (resource.stream().anyMatch(each -> each.waits() || each.family() == Integrations.Family.ACTIVITY)) {
            throw new AwsError(
                    "InvalidDefinition",
                    "TestState API does not support activities, '.sync' and '.waitForTaskToken' without a mock");
        }
    }

    private static Map<String, JsonNode> variables(JsonNode request) {
        JsonNode given = StatesJson.parse(request.path("variables").asText("{}"))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> AwsError.validation("Variables must be a JSON object"));
        Map<String, JsonNode> variables = new HashMap<>();
        given.properties().forEach(each -> variables.put(each.getKey(), each.getValue()));
        return variables;
    }

    private static StateConditions conditions(JsonNode request) {
        JsonNode given = request.path("stateConfiguration");
        Optional<JsonNode> items = HttpAnswers.given(given, "mapItemReaderData")
                .map(text -> StatesJson.parse(text)
                        .orElseThrow(() -> AwsError.validation("MapItemReaderData must be valid JSON")));
        return new StateConditions(
                given.path("retrierRetryCount").asInt(),
                given.path("mapIterationFailureCount").asInt(),
                items);
    }

    private static String level(JsonNode request) {
        String level = request.path("inspectionLevel").asText("INFO");
        if (!LEVELS.contains(level)) {
            throw AwsError.validation("1 validation error detected: Value '" + level
                    + "' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: "
                    + LEVELS);
        }
        return level;
    }

    private static JsonNode inspected(ObjectNode answer, String level) {
        if (level.equals("INFO")) {
            answer.remove("inspectionData");
        } else if (level.equals("DEBUG") && answer.get("inspectionData") instanceof ObjectNode data) {
            data.remove(List.of("request", "response"));
        }
        return answer;
    }
}
