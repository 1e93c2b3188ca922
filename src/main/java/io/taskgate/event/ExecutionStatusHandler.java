package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.callback.sweep.EndedExecutionHandler;
import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.format.InvalidEventException;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Handles the status events of Step Functions (`Step Functions Execution Status Change`): closes the tasks
/// of an execution that has ended and notifies its workers; records the result of a batch runner. Thread-safe.
@Singleton
final class ExecutionStatusHandler {

    private static final Logger LOG = Logger.getLogger(ExecutionStatusHandler.class);

    private final EndedExecutionHandler ended;
    private final RunnerCompletionHandler runners;

    ExecutionStatusHandler(EndedExecutionHandler ended, RunnerCompletionHandler runners) {
        this.ended = ended;
        this.runners = runners;
    }

    /// @throws InvalidEventException if the detail is invalid
    EventResult handle(JsonNode detail, EventPrincipal caller) {
        String execution = detail.path("executionArn").asText();
        String status = detail.path("status").asText();
        if (execution.isEmpty() || execution.length() > 256) {
            throw new InvalidEventException("detail.executionArn", "Required. Use the ARN of an execution.");
        }
        return switch (status) {
            case "RUNNING", "PENDING_REDRIVE" -> new EventResult.Handled(EventResult.Result.IGNORED, null);
            case "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED" -> ended(execution, status, detail, caller);
            default -> throw new InvalidEventException("detail.status", "Not the status of an execution.");
        };
    }

    private EventResult ended(String execution, String status, JsonNode detail, EventPrincipal caller) {
        if (!caller.mayReportStatus(execution)) {
            return new EventResult.Rejected(
                    EventResult.RejectionReason.FORBIDDEN,
                    "detail",
                    "The grant of " + caller.principal() + " does not cover the state machine.");
        }
        if (caller.isFromQueue()) {
            runners.executionEnded(
                    execution,
                    status,
                    InboundEvent.text(detail, "output"),
                    InboundEvent.text(detail, "error"),
                    InboundEvent.text(detail, "cause"),
                    stopped(detail));
        } else {
            runners.executionHinted(execution);
        }
        int gone = ended.executionEnded(execution, status);
        if (gone > 0) {
            LOG.infof("Execution ended: status=%s closedTasks=%d", status, gone);
        }
        return new EventResult.Handled(EventResult.Result.EXECUTION_ENDED, null);
    }

    /// Milliseconds since the epoch.
    private static @Nullable Instant stopped(JsonNode detail) {
        JsonNode at = detail.path("stopDate");
        return at.canConvertToLong() && at.asLong() > 0 ? Instant.ofEpochMilli(at.asLong()) : null;
    }
}
