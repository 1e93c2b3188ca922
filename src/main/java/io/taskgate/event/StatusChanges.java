package io.taskgate.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.batch.ChildEnds;
import io.taskgate.callback.sweep.EndedExecutionHandler;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What Step Functions tells of executions (`Step Functions Execution Status Change`): one that has ended waits
/// for nothing any more, and its workers are told; a batch's runner has its result. Safe for many threads.
@Singleton
final class StatusChanges {

    private static final Logger LOG = Logger.getLogger(StatusChanges.class);

    private final EndedExecutionHandler ended;
    private final ChildEnds runners;

    StatusChanges(EndedExecutionHandler ended, ChildEnds runners) {
        this.ended = ended;
        this.runners = runners;
    }

    /// @throws WrongEventException when its detail is wrong
    Taken take(JsonNode detail, Caller caller) {
        String execution = detail.path("executionArn").asText();
        String status = detail.path("status").asText();
        if (execution.isEmpty() || execution.length() > 256) {
            throw new WrongEventException("detail.executionArn", "is missing, or no execution's");
        }
        return switch (status) {
            case "RUNNING", "PENDING_REDRIVE" -> new Taken.Done(Taken.Result.IGNORED, null);
            case "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED" -> ended(execution, status, detail, caller);
            default -> throw new WrongEventException("detail.status", "is none of an execution's");
        };
    }

    private Taken ended(String execution, String status, JsonNode detail, Caller caller) {
        if (!caller.mayReportStatus(execution)) {
            return new Taken.Refused(
                    Taken.Why.FORBIDDEN,
                    "detail",
                    "is of a state machine that the grant of " + caller.principal() + " does not cover");
        }
        if (caller.isFromQueue()) {
            runners.ended(
                    execution,
                    status,
                    Envelope.text(detail, "output"),
                    Envelope.text(detail, "error"),
                    Envelope.text(detail, "cause"),
                    stopped(detail));
        } else {
            runners.hinted(execution);
        }
        int gone = ended.ended(execution, status);
        if (gone > 0) {
            LOG.infof("an execution ended (%s): %d tasks of it are gone", status, gone);
        }
        return new Taken.Done(Taken.Result.LOOKED_INTO, null);
    }

    /// Milliseconds since the epoch.
    private static @Nullable Instant stopped(JsonNode detail) {
        JsonNode at = detail.path("stopDate");
        return at.canConvertToLong() && at.asLong() > 0 ? Instant.ofEpochMilli(at.asLong()) : null;
    }
}
