package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.CallJournal;
import io.taskgate.standin.definition.DefinitionCheck;
import io.taskgate.standin.definition.Diagnostic;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.MachineSettings;
import io.taskgate.standin.stepfunctions.PublishedVersion;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.StateMachine;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// The operations on state machines.
record MachinesApi(StandInStepFunctions states) {

    private static final int MAX_DIAGNOSTICS = 100;
    private static final int DESCRIPTION_CHARACTERS = 256;

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
        Optional<String> description = versionDescription(request);
        StateMachine machine = states.machines()
                .create(
                        HttpAnswers.required(request, "name"),
                        definition(request),
                        Arns.role(HttpAnswers.required(request, "roleArn")),
                        isExpress(request),
                        MachineSettings.read(request, MachineSettings.DEFAULT));
        if (request.path("tags").isArray()) {
            states.tags().add(machine.arn(), request.get("tags"));
        }
        ObjectNode answer = StatesJson.object().put("stateMachineArn", machine.arn());
        answer.set("creationDate", HttpAnswers.seconds(machine.created()));
        return published(request, machine, description, answer);
    }

    private static Optional<String> versionDescription(JsonNode request) {
        Optional<String> description =
                Optional.ofNullable(HttpAnswers.limited(request, "versionDescription", DESCRIPTION_CHARACTERS));
        if (description.isPresent() && !request.path("publish").asBoolean()) {
            throw AwsError.validation("Version description can only be set when publish is true");
        }
        return description;
    }

    private JsonNode published(
            JsonNode request, StateMachine machine, Optional<String> description, ObjectNode answer) {
        if (request.path("publish").asBoolean()) {
            answer.put(
                    "stateMachineVersionArn",
                    states.machines()
                            .publish(machine.arn(), Optional.empty(), description)
                            .arn());
        }
        return answer;
    }

    private static String definition(JsonNode request) {
        HttpAnswers.limited(request, "definition", ServiceLimits.DEFINITION_CHARACTERS);
        return HttpAnswers.required(request, "definition");
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
        String arn = HttpAnswers.required(request, "stateMachineArn");
        boolean changes = List.of(
                        "definition",
                        "roleArn",
                        "loggingConfiguration",
                        "tracingConfiguration",
                        "encryptionConfiguration")
                .stream()
                .anyMatch(request::hasNonNull);
        if (!changes && !request.path("publish").asBoolean()) {
            states.machines().get(arn);
            throw new AwsError(
                    "MissingRequiredParameter",
                    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must"
                            + " be specified");
        }
        Optional<String> description = versionDescription(request);
        StateMachine machine = states.machines()
                .update(
                        arn,
                        request.hasNonNull("definition") ? Optional.of(definition(request)) : Optional.empty(),
                        HttpAnswers.given(request, "roleArn").map(Arns::role),
                        before -> MachineSettings.read(request, before),
                        HttpAnswers.given(request.path(CallJournal.AGAIN), "revisionId")
                                .orElseGet(() -> UUID.randomUUID().toString()));
        ObjectNode answer = StatesJson.object();
        answer.set("updateDate", HttpAnswers.seconds(states.now()));
        machine.origin().revision().ifPresent(id -> answer.put("revisionId", id));
        return published(request, machine, description, answer);
    }

    private JsonNode delete(JsonNode request) {
        String arn = HttpAnswers.required(request, "stateMachineArn");
        states.machines().delete(arn);
        states.tags().forget(arn);
        return StatesJson.object();
    }

    private JsonNode describe(JsonNode request) {
        String arn = HttpAnswers.required(request, "stateMachineArn");
        Optional<PublishedVersion> version = states.machines().version(arn);
        ObjectNode answer = described(
                        version.map(PublishedVersion::machine)
                                .orElseGet(() -> states.machines().resolve(arn)),
                        request)
                .put("stateMachineArn", arn)
                .put("status", "ACTIVE");
        version.ifPresent(published -> {
            answer.set("creationDate", HttpAnswers.seconds(published.created()));
            published.description().ifPresent(text -> answer.put("description", text));
        });
        return answer;
    }

    private JsonNode describeForExecution(JsonNode request) {
        Execution execution = states.execution(HttpAnswers.required(request, "executionArn"));
        ObjectNode answer = described(execution.machine(), request);
        answer.set("updateDate", answer.remove("creationDate"));
        answer.remove("type");
        execution.mapRun().ifPresent(arn -> {
            answer.put("mapRunArn", arn);
            String name = execution.machine().name();
            answer.put("label", name.substring(name.indexOf('/') + 1));
        });
        return answer;
    }

    private static ObjectNode described(StateMachine machine, JsonNode request) {
        ObjectNode answer = summary(machine).put("roleArn", machine.roleArn());
        if (!request.path("includedData").asText().equals("METADATA_ONLY")) {
            answer.put("definition", machine.definition());
        }
        answer.set("loggingConfiguration", machine.settings().logging());
        answer.set("tracingConfiguration", machine.settings().tracing());
        answer.set("encryptionConfiguration", machine.settings().encryption());
        machine.origin().revision().ifPresent(id -> answer.put("revisionId", id));
        return answer;
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
        List<Diagnostic> found = DefinitionCheck.diagnose(definition(request), isExpress(request)).stream()
                .filter(each -> each.severity() == Diagnostic.Severity.ERROR || severity.equals("WARNING"))
                .toList();
        boolean failed = found.stream().anyMatch(each -> each.severity() == Diagnostic.Severity.ERROR);
        int asked = request.path("maxResults").asInt(0);
        int most = asked > 0 ? Math.min(asked, MAX_DIAGNOSTICS) : MAX_DIAGNOSTICS;
        ObjectNode answer =
                StatesJson.object().put("result", failed ? "FAIL" : "OK").put("truncated", found.size() > most);
        ArrayNode diagnostics = answer.putArray("diagnostics");
        found.stream().limit(most).forEach(each -> diagnostic(diagnostics.addObject(), each));
        return answer;
    }

    private static void diagnostic(ObjectNode diagnostic, Diagnostic found) {
        diagnostic
                .put("severity", found.severity().name())
                .put("code", found.code())
                .put("message", found.message());
        found.location().ifPresent(location -> diagnostic.put("location", location));
    }
}
