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

/// What Step Functions tells of executions (`Step Functions Execution Status Change`): one that has ended waits
/// for nothing any more, and its workers are told; a batch's runner has its result. Safe for many threads.
@Singleton
final class ExecutionStatusHandler {

    private static final Logger LOG = Logger.getLogger(ExecutionStatusHandler.class);

    private final EndedExecutionHandler ended;
    private final RunnerCompletionHandler runners;

    ExecutionStatusHandler(EndedExecutionHandler ended, RunnerCompletionHandler runners) {
        this.ended = ended;
        this.runners = runners;
    }

    /// @throws InvalidEventException when its detail is wrong
    EventResult take(JsonNode detail, EventPrincipal caller) {
        String execution = detail.path("executionArn").asText();
        String status = detail.path("status").asText();
        if (execution.isEmpty() || execution.length() > 256) {
            throw new InvalidEventException("detail.executionArn", "is missing, or no execution's");
        }
        return switch (status) {
            case "RUNNING", "PENDING_REDRIVE" -> new EventResult.Done(EventResult.Result.IGNORED, null);
            case "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED" -> ended(execution, status, detail, caller);
            default -> throw new InvalidEventException("detail.status", "is none of an execution's");
        };
    }

    private EventResult ended(String execution, String status, JsonNode detail, EventPrincipal caller) {
        if (!caller.mayReportStatus(execution)) {
            return new EventResult.Refused(
                    EventResult.Why.FORBIDDEN,
                    "detail",
                    "is of a state machine that the grant of " + caller.principal() + " does not cover");
        }
        if (caller.isFromQueue()) {
            runners.ended(
                    execution,
                    status,
                    InboundEvent.text(detail, "output"),
                    InboundEvent.text(detail, "error"),
                    InboundEvent.text(detail, "cause"),
                    stopped(detail));
        } else {
            runners.hinted(execution);
        }
        int gone = ended.ended(execution, status);
        if (gone > 0) {
            LOG.infof("an execution ended (%s): %d tasks of it are gone", status, gone);
        }
        return new EventResult.Done(EventResult.Result.EXECUTION_ENDED, null);
    }

    /// Milliseconds since the epoch.
    private static @Nullable Instant stopped(JsonNode detail) {
        JsonNode at = detail.path("stopDate");
        return at.canConvertToLong() && at.asLong() > 0 ? Instant.ofEpochMilli(at.asLong()) : null;
    }
}
