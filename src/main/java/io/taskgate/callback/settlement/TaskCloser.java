package io.taskgate.callback.settlement;

import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.ledger.CallbackCache;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.stepfunctions.StepFunctions;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/// Ends the record of a task that Step Functions has closed, and has its worker notified. Thread-safe.
@Singleton
public final class TaskCloser {

    private static final Logger LOG = Logger.getLogger(TaskCloser.class);

    private final CallbackCache cache;
    private final Ledger ledger;
    private final RequestDispatcher dispatcher;
    private final Clock clock;

    public TaskCloser(CallbackCache cache, Ledger ledger, RequestDispatcher dispatcher, Clock clock) {
        this.cache = cache;
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    /// Ends a record as CLOSED, or as REJECTED if Step Functions does not know its token.
    ///
    /// @param reply the reply of Step Functions that shows it
    public Ledger.Write close(Callback pending, StepFunctions.Reply reply) {
        return close(
                pending,
                reply,
                reply instanceof StepFunctions.Reply.Unknown(String error)
                        ? "Step Functions does not know the token: " + error
                        : "Step Functions has closed the task.");
    }

    /// Ends a record for a reason that the caller knows, for the record and for the worker.
    public Ledger.Write close(Callback pending, StepFunctions.Reply reply, String reason) {
        cache.forget(pending.id());
        CallbackState end =
                reply instanceof StepFunctions.Reply.Unknown ? CallbackState.REJECTED : CallbackState.CLOSED;
        LOG.infof("Task is closed: callbackId=%s reason=%s", pending.id(), reason);
        Ledger.Write write = ledger.apply(pending.id(), Transitions.taskClosed(pending, end, reason, clock.instant()));
        if (write instanceof Ledger.Write.Applied applied) {
            dispatcher.notifyTaskClosed(applied.callback(), reason);
        }
        return write;
    }
}
