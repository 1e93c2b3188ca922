package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.StateFailure;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.MachineOrigin;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.stepfunctions.StateMachine;
import io.taskgate.standin.wire.HttpAnswers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/// The API operations on executions.
record ExecutionsApi(StandInStepFunctions states) {

    private static final List<String> STATUSES =
            List.of("SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING");

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of(
                "StartExecution", this::start,
                "StartSyncExecution", this::startSync,
                "DescribeExecution", this::describe,
                "StopExecution", this::stop,
                "RedriveExecution", this::redrive,
                "ListExecutions", this::list,
                "GetExecutionHistory", this::history);
    }

    private JsonNode start(JsonNode request) {
        Execution execution = started(request);
        ObjectNode answer = StatesJson.object().put("executionArn", execution.arn());
        return answer.set("startDate", HttpAnswers.seconds(execution.started()));
    }

    private Execution started(JsonNode request) {
        return states.start(
                HttpAnswers.required(request, "stateMachineArn"),
                request.path("name").asText(UUID.randomUUID().toString()),
                request.path("input").asText("{}"));
    }

    /// Responds when the execution has ended.
    private JsonNode startSync(JsonNode request) {
        String machine = HttpAnswers.required(request, "stateMachineArn");
        if (!states.machines().resolve(machine).express()) {
            throw new AwsError(
                    "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
        }
        Execution execution = started(request);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        execution.onEnd(() -> ended.complete(true));
        ended.join();
        ObjectNode answer = ExecutionDescriptions.outcome(ExecutionDescriptions.summary(execution), execution);
        if (execution.status() == Execution.Status.ABORTED) {
            answer.put("status", "FAILED");
        }
        answer.remove("redriveCount");
        answer.putObject("billingDetails")
                .put("billedDurationInMilliseconds", 100)
                .put("billedMemoryUsedInMB", 64);
        return answer;
    }

    /// Returns a Standard execution; AWS does not store Express executions.
    private Execution standard(JsonNode request) {
        String arn = HttpAnswers.required(request, "executionArn");
        if (arn.contains(":express:")) {
            throw new AwsError("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'");
        }
        return states.execution(arn);
    }

    private JsonNode describe(JsonNode request) {
        return ExecutionDescriptions.whole(standard(request), states.now(), included(request));
    }

    private static boolean included(JsonNode request) {
        return !request.path("includedData").asText("ALL_DATA").equals("METADATA_ONLY");
    }

    private JsonNode stop(JsonNode request) {
        Execution execution = standard(request);
        states.stop(
                execution,
                new StateFailure(
                                HttpAnswers.limited(request, "error", ServiceLimits.ERROR_CHARACTERS),
                                HttpAnswers.limited(request, "cause", ServiceLimits.CAUSE_CHARACTERS))
                        .details());
        return StatesJson.object()
                .set("stopDate", HttpAnswers.seconds(execution.stopped().orElseThrow()));
    }

    private JsonNode redrive(JsonNode request) {
        Execution execution = standard(request);
        states.redrive(execution);
        return StatesJson.object()
                .set("redriveDate", HttpAnswers.seconds(execution.redriven().orElseThrow()));
    }

    private JsonNode list(JsonNode request) {
        Optional<String> mapRun = HttpAnswers.given(request, "mapRunArn")
                .map(arn -> states.mapRuns().get(arn).arn());
        if (mapRun.isPresent() == request.hasNonNull("stateMachineArn")) {
            throw AwsError.validation("Exactly one of stateMachineArn and mapRunArn is needed");
        }
        Predicate<Execution> wanted = mapRun.<Predicate<Execution>>map(
                        arn -> execution -> execution.mapRun().equals(Optional.of(arn)))
                .orElseGet(() -> startedOf(HttpAnswers.required(request, "stateMachineArn")));
        List<Execution> found = states.executions(wanted.and(status(request)).and(redriven(request)));
        return HttpAnswers.page(request, "executions", found, ExecutionDescriptions::summary);
    }

    private static Predicate<Execution> status(JsonNode request) {
        String status = request.path("statusFilter").asText("");
        if (!status.isEmpty() && !STATUSES.contains(status)) {
            throw AwsError.validation("1 validation error detected: Value '" + status
                    + "' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: "
                    + STATUSES);
        }
        return execution -> status.isEmpty() || execution.status().name().equals(status);
    }

    private static Predicate<Execution> redriven(JsonNode request) {
        return switch (request.path("redriveFilter").asText("")) {
            case "REDRIVEN" -> execution -> execution.redrives() > 0;
            case "NOT_REDRIVEN" -> execution -> execution.redrives() == 0;
            default -> _ -> true;
        };
    }

    /// Lists the executions of a state machine with all its versions, or of one version or alias.
    private Predicate<Execution> startedOf(String arn) {
        StateMachine machine = states.machines().resolve(arn);
        if (machine.express()) {
            throw new AwsError(
                    "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
        }
        return execution -> {
            MachineOrigin origin = execution.machine().origin();
            return execution.mapRun().isEmpty()
                    && (execution.machine().arn().equals(arn)
                            || origin.version().equals(Optional.of(arn))
                            || origin.alias().equals(Optional.of(arn)));
        };
    }

    private JsonNode history(JsonNode request) {
        List<Execution.Event> events = standard(request).history();
        boolean data = request.path("includeExecutionData").asBoolean(true);
        boolean reverse = request.path("reverseOrder").asBoolean();
        return HttpAnswers.page(
                request,
                "events",
                reverse ? events.reversed() : events,
                event -> ExecutionDescriptions.event(event, data));
    }
}
