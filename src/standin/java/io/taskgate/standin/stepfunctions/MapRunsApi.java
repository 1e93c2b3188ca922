package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.interpreter.map.MapRunSettings;
import io.taskgate.standin.wire.HttpAnswers;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;

/// DescribeMapRun and ListMapRuns.
record MapRunsApi(StandInStepFunctions states) {

    Map<String, Function<JsonNode, JsonNode>> operations() {
        return Map.of("DescribeMapRun", this::describe, "ListMapRuns", this::list);
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
