package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Function;

/// The operations on state machines.
record MachinesApi(States states) {

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
                        Answers.required(request, "name"),
                        Answers.required(request, "definition"),
                        request.path("roleArn").asText(ROLE),
                        isExpress(request));
        return Json.object()
                .put("stateMachineArn", machine.arn())
                .set("creationDate", Answers.seconds(machine.created()));
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
                        Answers.required(request, "stateMachineArn"),
                        Answers.given(request, "definition"),
                        Answers.given(request, "roleArn"));
        return Json.object().set("updateDate", Answers.seconds(states.now()));
    }

    private JsonNode delete(JsonNode request) {
        states.machines().delete(Answers.required(request, "stateMachineArn"));
        return Json.object();
    }

    private JsonNode describe(JsonNode request) {
        return described(states.machines().get(Answers.required(request, "stateMachineArn")))
                .put("status", "ACTIVE");
    }

    private JsonNode describeForExecution(JsonNode request) {
        Execution execution = states.execution(Answers.required(request, "executionArn"));
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
        ObjectNode summary = Json.object()
                .put("stateMachineArn", machine.arn())
                .put("name", machine.name())
                .put("type", machine.type());
        return summary.set("creationDate", Answers.seconds(machine.created()));
    }

    private JsonNode list(JsonNode request) {
        return Answers.page(request, "stateMachines", states.machines().all(), MachinesApi::summary);
    }

    private JsonNode validate(JsonNode request) {
        ObjectNode answer = Json.object().put("truncated", false);
        var diagnostics = answer.putArray("diagnostics");
        try {
            DefinitionCheck.check(Answers.required(request, "definition"), isExpress(request));
            return answer.put("result", "OK");
        } catch (AwsError refused) {
            diagnostics
                    .addObject()
                    .put("severity", "ERROR")
                    .put("code", "SCHEMA_VALIDATION_FAILED")
                    .put("message", refused.getMessage());
            return answer.put("result", "FAIL");
        }
    }
}
