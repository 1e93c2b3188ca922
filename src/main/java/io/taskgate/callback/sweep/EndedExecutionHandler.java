package io.taskgate.callback.sweep;

import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.ratelimit.Priority;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/// Closes the tasks that an ended execution leaves behind: stopped, failed, timed out. The event may be old,
/// and a redrive may have started the execution again, so Step Functions is asked about each task by a
/// heartbeat, and only a task that it has closed is closed here. Thread-safe.
@Singleton
public final class EndedExecutionHandler {

    private static final Logger LOG = Logger.getLogger(EndedExecutionHandler.class);

    private final Ledger ledger;
    private final HeartbeatService heartbeat;
    private final TaskCloser closer;

    public EndedExecutionHandler(Ledger ledger, HeartbeatService heartbeat, TaskCloser closer) {
        this.ledger = ledger;
        this.heartbeat = heartbeat;
        this.closer = closer;
    }

    /// Closes the tasks of an execution.
    ///
    /// @param status the status as Step Functions names it, for the record and for the worker
    /// @return the number of tasks that were closed
    /// @throws RejectedExecutionException if Step Functions could not be asked about each: worth a retry
    public int executionEnded(String executionArn, String status) {
        int gone = 0;
        int unasked = 0;
        for (CallbackId id : ledger.findWaiting(executionArn)) {
            Callback pending = ledger.find(id)
                    .filter(current -> isWaitingIn(executionArn, current))
                    .orElse(null);
            if (pending != null) {
                switch (ask(pending, status)) {
                    case CLOSED -> gone++;
                    case OPEN ->
                        LOG.infof("Execution was reported as ended, its task is still open: callbackId=%s", id);
                    case UNKNOWN -> unasked++;
                }
            }
        }
        if (unasked > 0) {
            throw new RejectedExecutionException(
                    "The status of " + unasked + " tasks of an ended execution could not be read.");
        }
        return gone;
    }

    private enum TaskCheck {
        CLOSED,
        OPEN,
        UNKNOWN
    }

    private static boolean isWaitingIn(String executionArn, Callback current) {
        return current.state() == CallbackState.PENDING
                && executionArn.equals(current.registeredTask().executionArn());
    }

    private TaskCheck ask(Callback pending, String status) {
        Optional<StepFunctions.Reply> reply = heartbeat.sendHeartbeat(pending, Priority.BACKLOG);
        if (reply.isEmpty()) {
            return TaskCheck.UNKNOWN;
        }
        return switch (reply.get()) {
            case StepFunctions.Reply.TimedOut timedOut -> close(pending, timedOut, status);
            case StepFunctions.Reply.Unknown unknown -> close(pending, unknown, status);
            case StepFunctions.Reply.Accepted taken -> TaskCheck.OPEN;
            case StepFunctions.Reply.InvalidOutput invalid -> TaskCheck.UNKNOWN;
            case StepFunctions.Reply.Denied denied -> TaskCheck.UNKNOWN;
            case StepFunctions.Reply.NotApplied notApplied -> TaskCheck.UNKNOWN;
            case StepFunctions.Reply.ReplyLost lost -> TaskCheck.UNKNOWN;
        };
    }

    private TaskCheck close(Callback pending, StepFunctions.Reply why, String status) {
        closer.close(pending, why, "The execution has ended: " + status);
        return TaskCheck.CLOSED;
    }
}
