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

/// Finds the tasks that an execution leaves behind when it ends: stopped, failed, timed out. That it has ended
/// is hearsay, and may be long ago: a redrive may have started it again. So Step Functions is asked about each
/// task, by a heartbeat, and only a task that it has closed is closed here. Safe for many threads.
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

    /// @param status as Step Functions names it: for the record and for the worker
    /// @return how many tasks were found gone
    /// @throws RejectedExecutionException when Step Functions could not be asked about each: worth trying again
    public int ended(String executionArn, String status) {
        int gone = 0;
        int unasked = 0;
        for (CallbackId id : ledger.waitingIn(executionArn)) {
            Callback pending = ledger.find(id)
                    .filter(standing -> isWaitingIn(executionArn, standing))
                    .orElse(null);
            if (pending != null) {
                switch (asked(pending, status)) {
                    case GONE -> gone++;
                    case ALIVE -> LOG.infof("%s: its execution is said to have ended, and still waits", id);
                    case UNASKED -> unasked++;
                }
            }
        }
        if (unasked > 0) {
            throw new RejectedExecutionException(
                    "Step Functions could not be asked about " + unasked + " tasks of an execution that ended");
        }
        return gone;
    }

    private enum Found {
        GONE,
        ALIVE,
        UNASKED
    }

    private static boolean isWaitingIn(String executionArn, Callback standing) {
        return standing.state() == CallbackState.PENDING
                && executionArn.equals(standing.registeredTask().executionArn());
    }

    private Found asked(Callback pending, String status) {
        Optional<StepFunctions.Reply> reply = heartbeat.tell(pending, Priority.BACKLOG);
        if (reply.isEmpty()) {
            return Found.UNASKED;
        }
        return switch (reply.get()) {
            case StepFunctions.Reply.TimedOut timedOut -> close(pending, timedOut, status);
            case StepFunctions.Reply.Unknown unknown -> close(pending, unknown, status);
            case StepFunctions.Reply.Taken taken -> Found.ALIVE;
            case StepFunctions.Reply.InvalidOutput invalid -> Found.UNASKED;
            case StepFunctions.Reply.Denied denied -> Found.UNASKED;
            case StepFunctions.Reply.NotApplied notApplied -> Found.UNASKED;
            case StepFunctions.Reply.Lost lost -> Found.UNASKED;
        };
    }

    private Found close(Callback pending, StepFunctions.Reply why, String status) {
        closer.close(pending, why, "its execution has ended: " + status);
        return Found.GONE;
    }
}
