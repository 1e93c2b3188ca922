package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.DefinitionCheck;
import io.taskgate.standin.definition.Diagnostic;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The operations on state machines.
record MachinesApi(StandInStepFunctions states) {

    private static final int MAX_DIAGNOSTICS = 100;
    private static final String ROLE = "arn:aws:iam::" + Arns.ACCOUNT + ":role/local";

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "CreateStateMachine", this::create,
                "UpdateStateMachine", this::update,
                "DeleteStateMachine", this::delete,
                "DescribeStateMachine", this::describe,
                "DescribeStateMachineForExecution", this::describeForExecution,
                "ListStateMachines", this::list,
                "ValidateStateMachineDefinition", this::validate);
    }

    private JsonNode create(JsonNode request) {
        StateMachine machine = states.machines()
                .create(
                        HttpAnswers.required(request, "name"),
                        HttpAnswers.required(request, "definition"),
                        request.path("roleArn").asText(ROLE),
                        isExpress(request));
        return StatesJson.object()
                .put("stateMachineArn", machine.arn())
                .set("creationDate", HttpAnswers.seconds(machine.created()));
    }

    private static boolean isExpress(JsonNode request) {
        return switch (request.path("type").asText("STANDARD")) {
            case "STANDARD" -> false;
            case "EXPRESS" -> true;
            default ->
                throw AwsError.validation("1 validation error detected: Value at 'type' failed to satisfy"
                        + " constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]");
        };
    }

    private JsonNode update(JsonNode request) {
        states.machines()
                .update(
                        HttpAnswers.required(request, "stateMachineArn"),
                        HttpAnswers.given(request, "definition"),
                        HttpAnswers.given(request, "roleArn"));
        return StatesJson.object().set("updateDate", HttpAnswers.seconds(states.now()));
    }

    private JsonNode delete(JsonNode request) {
        states.machines().delete(HttpAnswers.required(request, "stateMachineArn"));
        return StatesJson.object();
    }

    private JsonNode describe(JsonNode request) {
        return described(states.machines().get(HttpAnswers.required(request, "stateMachineArn")))
                .put("status", "ACTIVE");
    }

    private JsonNode describeForExecution(JsonNode request) {
        Execution execution = states.execution(HttpAnswers.required(request, "executionArn"));
        ObjectNode answer = described(execution.machine());
        answer.set("updateDate", answer.remove("creationDate"));
        answer.remove("type");
        execution.mapRun().ifPresent(arn -> answer.put("mapRunArn", arn));
        return answer;
    }

    private static ObjectNode described(StateMachine machine) {
        return summary(machine).put("definition", machine.definition()).put("roleArn", machine.roleArn());
    }

    private static ObjectNode summary(StateMachine machine) {
        ObjectNode summary = StatesJson.object()
                .put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("type", machine.type());
        return summary.set("creationDate", HttpAnswers.seconds(machine.created()));
    }

    private JsonNode list(JsonNode request) {
        return HttpAnswers.page(request, "stateMachines", states.machines().all(), MachinesApi::summary);
    }

    private JsonNode validate(JsonNode request) {
        String severity = request.path("severity").asText("ERROR");
        if (!List.of("ERROR", "WARNING").contains(severity)) {
            throw AwsError.validation("1 validation error detected: Value '" + severity + "' at 'severity' failed to"
                    + " satisfy constraint: Member must satisfy enum value set: [ERROR, WARNING]");
        }
        List<Diagnostic> found =
                DefinitionCheck.diagnose(HttpAnswers.required(request, "definition"), isExpress(request)).stream()
                        .filter(each -> each.severity() == Diagnostic.Severity.ERROR || severity.equals("WARNING"))
                        .toList();
        boolean failed = found.stream().anyMatch(each -> each.severity() == Diagnostic.Severity.ERROR);
        int asked = request.path("maxResults").asInt(0);
        int most = asked > 0 ? Math.min(asked, MAX_DIAGNOSTICS) : MAX_DIAGNOSTICS;
        ObjectNode answer =
                StatesJson.object().put("result", failed ? "FAIL" : "OK").put("truncated", found.size() > most);
        ArrayNode diagnostics = answer.putArray("diagnostics");
        found.stream().limit(most).forEach(each -> {
            ObjectNode diagnostic = diagnostics
                    .addObject()
                    .put("severity", each.severity().name())
                    .put("code", each.code())
                    .put("message", each.message());
            each.location().ifPresent(location -> diagnostic.put("location", location));
        });
        return answer;
    }
}
