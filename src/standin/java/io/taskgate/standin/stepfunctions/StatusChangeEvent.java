package io.taskgate.standin.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.time.Instant;
import java.util.Optional;

/// The event `Step Functions Execution Status Change`, with the fields that AWS's guide shows.
public final class StatusChangeEvent {

    /// Escaped input and output over it are left out: 248 KiB.
    static final int LARGEST = 248 * 1024;

    private StatusChangeEvent() {}

    /// AWS publishes no events for Express executions.
    public static boolean isTold(Execution execution) {
        return !execution.machine().express();
    }

    /// An entry of PutEvents, without its Detail.
    public static ObjectNode entry(Execution execution) {
        ObjectNode entry = StatesJson.object()
                .put("Source", "aws.states")
                .put("DetailType", "Step Functions Execution Status Change");
        entry.putArray("Resources").add(execution.arn());
        return entry;
    }

    public static ObjectNode detail(Execution execution) {
        boolean ended = execution.status() != Execution.Status.RUNNING;
        JsonNode ending = ended ? execution.ending() : StatesJson.object();
        ObjectNode detail = StatesJson.object()
                .put("executionArn", execution.arn())
                .put("stateMachineArn", execution.machine().arn())
                .put("name", execution.name())
                .put("status", execution.status().name())
                .put("startDate", execution.started().toEpochMilli())
                .put("stopDate", millis(execution.stopped()));
        data(
                detail,
                execution.input(),
                Optional.ofNullable(ending.path("output").textValue()));
        RedriveStatus redrives =
                RedriveStatus.status(execution, execution.stopped().orElse(execution.started()));
        return detail.put(
                        "stateMachineVersionArn",
                        execution.machine().origin().version().orElse(null))
                .put(
                        "stateMachineAliasArn",
                        execution.machine().origin().alias().orElse(null))
                .put("redriveCount", execution.redrives())
                .put("redriveDate", millis(execution.redriven()))
                .put("redriveStatus", redrives.status())
                .put("redriveStatusReason", redrives.reason().orElse(null))
                .put("error", ending.path("error").textValue())
                .put("cause", ending.path("cause").textValue());
    }

    private static void data(ObjectNode detail, String input, Optional<String> output) {
        int ofOutput = output.map(StatusChangeEvent::escaped).orElse(0);
        boolean withOutput = ofOutput <= LARGEST;
        boolean withInput = escaped(input) + (withOutput ? ofOutput : 0) <= LARGEST;
        detail.put("input", withInput ? input : null);
        detail.putObject("inputDetails").put("included", withInput);
        detail.put("output", withOutput ? output.orElse(null) : null);
        if (output.isPresent()) {
            detail.putObject("outputDetails").put("included", withOutput);
        } else {
            detail.putNull("outputDetails");
        }
    }

    private static int escaped(String text) {
        return StatesJson.bytes(StatesJson.object().textNode(text).toString());
    }

    private static Long millis(Optional<Instant> at) {
        return at.map(Instant::toEpochMilli).orElse(null);
    }
}
