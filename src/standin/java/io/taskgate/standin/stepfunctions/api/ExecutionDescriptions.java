package io.taskgate.standin.stepfunctions.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.MachineOrigin;
import io.taskgate.standin.stepfunctions.RedriveStatus;
import io.taskgate.standin.wire.HttpAnswers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Executions and their events, as AWS writes them.
final class ExecutionDescriptions {

    /// The fields that are omitted if the caller excludes execution data.
    private static final List<String> DATA = List.of("input", "inputDetails", "output", "outputDetails", "parameters");

    private ExecutionDescriptions() {}

    static ObjectNode summary(Execution execution) {
        ObjectNode summary = StatesJson.object()
                .put("executionArn", execution.arn())
                .put("stateMachineArn", execution.machine().arn())
                .put("name", execution.name())
                .put("status", execution.status().name())
                .put("redriveCount", execution.redrives());
        summary.set("startDate", HttpAnswers.seconds(execution.started()));
        execution.stopped().ifPresent(at -> summary.set("stopDate", HttpAnswers.seconds(at)));
        execution.redriven().ifPresent(at -> summary.set("redriveDate", HttpAnswers.seconds(at)));
        execution.mapRun().ifPresent(arn -> summary.put("mapRunArn", arn));
        MachineOrigin origin = execution.machine().origin();
        origin.version().ifPresent(arn -> summary.put("stateMachineVersionArn", arn));
        origin.alias().ifPresent(arn -> summary.put("stateMachineAliasArn", arn));
        return summary;
    }

    /// @param data whether input and output are wanted
    static ObjectNode whole(Execution execution, Instant now, boolean data) {
        ObjectNode answer = summary(execution);
        RedriveStatus redrives = RedriveStatus.status(execution, now);
        answer.put("redriveStatus", redrives.status());
        redrives.reason().ifPresent(reason -> answer.put("redriveStatusReason", reason));
        return data ? outcome(answer, execution) : answer;
    }

    /// Adds the input, and how it ended.
    static ObjectNode outcome(ObjectNode answer, Execution execution) {
        answer.put("input", execution.input()).putObject("inputDetails").put("included", true);
        if (execution.status() != Execution.Status.RUNNING) {
            ObjectNode ending = execution.ending();
            for (String field : List.of("output", "error", "cause")) {
                Optional.ofNullable(ending.get(field)).ifPresent(value -> answer.set(field, value));
            }
        }
        if (answer.has("output")) {
            answer.putObject("outputDetails").put("included", true);
        }
        return answer;
    }

    /// @param data whether inputs, outputs and the like are wanted
    static ObjectNode event(Execution.Event event, boolean data) {
        ObjectNode node = StatesJson.object()
                .put("id", event.id())
                .put("previousEventId", event.previous())
                .put("type", event.type());
        node.set("timestamp", HttpAnswers.seconds(event.at()));
        if (!event.detailsName().isEmpty()) {
            JsonNode details = event.details();
            node.set(
                    event.detailsName(),
                    data ? details : details.<ObjectNode>deepCopy().remove(DATA));
        }
        return node;
    }
}
