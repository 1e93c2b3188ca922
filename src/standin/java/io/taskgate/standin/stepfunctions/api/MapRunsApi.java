package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.interpreter.map.MapRunSettings;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.standin.wire.HttpAnswers;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The operations DescribeMapRun, ListMapRuns and UpdateMapRun.
record MapRunsApi(StandInStepFunctions states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of("DescribeMapRun", this::describe, "ListMapRuns", this::list, "UpdateMapRun", this::update);
    }

    private JsonNode update(JsonNode request) {
        MapRun run = states.mapRuns().get(HttpAnswers.required(request, "mapRunArn"));
        MapRunSettings before = run.settings();
        Optional<BigDecimal> concurrency = number(request, "maxConcurrency", Integer.MAX_VALUE);
        Optional<BigDecimal> count = number(request, "toleratedFailureCount", Long.MAX_VALUE);
        Optional<BigDecimal> percentage = number(request, "toleratedFailurePercentage", 100);
        if (concurrency.isEmpty() && count.isEmpty() && percentage.isEmpty()) {
            throw AwsError.validation(
                    "One of maxConcurrency, toleratedFailureCount and toleratedFailurePercentage is required");
        }
        MapRunSettings changed = new MapRunSettings(
                concurrency
                        .map(given -> given.signum() == 0
                                ? MapRunSettings.MAX_CHILDREN
                                : given.min(BigDecimal.valueOf(MapRunSettings.MAX_CHILDREN))
                                        .intValue())
                        .orElse(before.concurrency()),
                count.or(before::count),
                percentage.or(before::percentage));
        if (!run.update(changed)) {
            throw AwsError.validation("The Map Run is not in progress: '" + run.arn() + "'");
        }
        return StatesJson.object();
    }

    private static Optional<BigDecimal> number(JsonNode request, String field, long most) {
        if (!request.hasNonNull(field)) {
            return Optional.empty();
        }
        BigDecimal value = request.get(field).decimalValue();
        if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw AwsError.validation("1 validation error detected: Value '" + value + "' at '" + field
                    + "' failed to satisfy constraint: Member must have value between 0 and " + most);
        }
        return Optional.of(value);
    }

    private JsonNode list(JsonNode request) {
        Execution parent = states.execution(HttpAnswers.required(request, "executionArn"));
        return HttpAnswers.page(
                request,
                "mapRuns",
                states.mapRuns().of(parent),
                run -> summary(run).put("stateMachineArn", run.machine().arn()));
    }

    private JsonNode describe(JsonNode request) {
        MapRun run = states.mapRuns().get(HttpAnswers.required(request, "mapRunArn"));
        MapRunSettings settings = run.settings();
        int concurrency = settings.concurrency();
        ObjectNode answer = summary(run)
                .put("status", run.status().name())
                .put("maxConcurrency", concurrency == MapRunSettings.MAX_CHILDREN ? 0 : concurrency)
                .put("toleratedFailureCount", settings.count().orElse(BigDecimal.ZERO))
                .put("toleratedFailurePercentage", settings.percentage().orElse(BigDecimal.ZERO))
                .put("redriveCount", run.redrives());
        answer.set("itemCounts", counts(run, true));
        return answer.set("executionCounts", counts(run, false));
    }

    private static ObjectNode summary(MapRun run) {
        ObjectNode summary = StatesJson.object()
                .put("mapRunArn", run.arn())
                .put("executionArn", run.parent().arn());
        summary.set("startDate", HttpAnswers.seconds(run.started()));
        run.stopped().ifPresent(at -> summary.set("stopDate", HttpAnswers.seconds(at)));
        return summary;
    }

    private static ObjectNode counts(MapRun run, boolean ofItems) {
        Map<Execution.Status, Long> counts = run.counts(ofItems);
        long begun = counts.values().stream().mapToLong(Long::longValue).sum();
        return StatesJson.object()
                .put("pending", run.total(ofItems) - begun)
                .put("running", counts.getOrDefault(Execution.Status.RUNNING, 0L))
                .put("succeeded", counts.getOrDefault(Execution.Status.SUCCEEDED, 0L))
                .put("failed", counts.getOrDefault(Execution.Status.FAILED, 0L))
                .put("timedOut", counts.getOrDefault(Execution.Status.TIMED_OUT, 0L))
                .put("aborted", counts.getOrDefault(Execution.Status.ABORTED, 0L))
                .put("total", run.total(ofItems))
                .put("resultsWritten", run.written());
    }
}
