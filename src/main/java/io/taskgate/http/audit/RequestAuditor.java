package io.taskgate.http.audit;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.taskgate.audit.AuditEvent;
import io.taskgate.audit.AuditLog;
import io.taskgate.batch.BatchService;
import io.taskgate.batch.BatchStartResult;
import io.taskgate.batch.HistoryBudget;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.runner.RunnerCallbackResult;
import io.taskgate.call.CallResult;
import io.taskgate.call.transport.CallFailure;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.http.access.Grant;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Records the actions of the current request. Throws [io.taskgate.audit.AuditUnavailableException] if the
/// audit log is required and can't be written.
@Singleton
public final class RequestAuditor {

    private static final String ANONYMOUS = "anonymous";

    private final AuditLog log;
    private final AuthenticatedCaller caller;
    private final CurrentVertxRequest request;

    public RequestAuditor(AuditLog log, AuthenticatedCaller caller, CurrentVertxRequest request) {
        this.log = log;
        this.caller = caller;
        this.request = request;
    }

    /// Call it before an action that can't be undone.
    public void ready() {
        log.ready();
    }

    public RegistrationResult registered(String route, RegistrationResult result) {
        switch (result) {
            case RegistrationResult.Accepted(Callback callback, var kind) ->
                record(
                        kind == RegistrationResult.Kind.TAKE_OVER
                                ? AuditEvent.Action.TAKE_OVER
                                : AuditEvent.Action.REGISTER,
                        callback.id().toString(),
                        null,
                        kind == RegistrationResult.Kind.REPEATED
                                ? "REPEATED"
                                : callback.state().name());
            case RegistrationResult.Superseded(Callback callback) ->
                record(AuditEvent.Action.REGISTER, callback.id().toString(), null, "SUPERSEDED");
            case RegistrationResult.NotOwner _ -> record(AuditEvent.Action.TAKE_OVER, route, null, "NOT_OWNER");
            case RegistrationResult.NoRoute _ -> record(AuditEvent.Action.REGISTER, route, null, "UNKNOWN_ROUTE");
            case RegistrationResult.Unshapeable _ -> record(AuditEvent.Action.REGISTER, route, null, "UNSHAPEABLE");
            case RegistrationResult.OverBudget _ -> record(AuditEvent.Action.REGISTER, route, null, "OVER_BUDGET");
            case RegistrationResult.NotNow _ -> record(AuditEvent.Action.REGISTER, route, null, "UNAVAILABLE");
            case RegistrationResult.NotDispatched _ ->
                record(AuditEvent.Action.REGISTER, route, null, "NOT_DISPATCHED");
        }
        return result;
    }

    /// @param subject a callback ID, or the route
    public SettlementResult settled(String subject, SettlementResult settled) {
        String result = switch (settled) {
            case SettlementResult.Reported _ -> "REPORTED";
            case SettlementResult.UnderWay _ -> "COMMITTED";
            case SettlementResult.Early _ -> "EARLY";
            case SettlementResult.Conflict _ -> "CONFLICT";
            case SettlementResult.Closed _ -> "CLOSED";
            case SettlementResult.Replayed _ -> "REPLAYED";
            case SettlementResult.Unknown _ -> "UNKNOWN";
            case SettlementResult.Unshapeable _ -> "UNSHAPEABLE";
            case SettlementResult.OverBudget _ -> "OVER_BUDGET";
        };
        record(AuditEvent.Action.SETTLE, subject, null, result);
        return settled;
    }

    public OperatorResult operated(
            AuditEvent.Action action, String id, @Nullable String reason, OperatorResult operated) {
        String result = switch (operated) {
            case OperatorResult.Done _ -> "DONE";
            case OperatorResult.NotPossible _ -> "NOT_POSSIBLE";
            case OperatorResult.Unknown _ -> "UNKNOWN";
        };
        record(action, id, reason, result);
        return operated;
    }

    public BatchStartResult scattered(String runner, BatchStartResult result) {
        switch (result) {
            case BatchStartResult.Accepted(Batch batch, var _) ->
                record(
                        AuditEvent.Action.START_BATCH,
                        batch.id().value(),
                        null,
                        batch.state().name());
            case BatchStartResult.Rejected(String error, String _, boolean _) ->
                record(AuditEvent.Action.START_BATCH, runner, null, error);
            case BatchStartResult.NotRegistered(RegistrationResult why) -> registered(runner, why);
            case BatchStartResult.Planned _, BatchStartResult.InvalidSource _, BatchStartResult.NoSuchParent _ -> {
                // Nothing was done.
            }
        }
        return result;
    }

    public BatchService.ResumeResult resumed(String id, BatchService.ResumeResult result) {
        switch (result) {
            case BatchService.ResumeResult.Accepted(Batch batch) ->
                record(AuditEvent.Action.RESUME_BATCH, id, null, batch.state().name());
            case BatchService.ResumeResult.NotRegistered(RegistrationResult why) -> registered(id, why);
            case BatchService.ResumeResult.Running _, BatchService.ResumeResult.NoSuchBatch _ -> {
                // Nothing was done.
            }
        }
        return result;
    }

    public RunnerCallbackResult settled(BatchId batch, long index, RunnerCallbackResult settled) {
        String result = switch (settled) {
            case RunnerCallbackResult.Counted(boolean succeeded) -> succeeded ? "SUCCEEDED" : "FAILED";
            case RunnerCallbackResult.Conflict _ -> "CONFLICT";
            case RunnerCallbackResult.Closed _ -> "CLOSED";
            case RunnerCallbackResult.Expired _ -> "EXPIRED";
            case RunnerCallbackResult.Unknown _ -> "UNKNOWN";
        };
        record(AuditEvent.Action.SETTLE, batch + "." + index, null, result);
        return settled;
    }

    /// @param executionArn of the execution that is continued in a new one
    public HistoryBudget.Budget continued(String executionArn, HistoryBudget.Budget budget) {
        switch (budget) {
            case HistoryBudget.Budget.Counted counted
            when counted.successor() != null ->
                record(AuditEvent.Action.CONTINUE_EXECUTION, executionArn, null, counted.successor());
            case HistoryBudget.Budget.Rejected _ ->
                record(AuditEvent.Action.CONTINUE_EXECUTION, executionArn, null, "REFUSED");
            case HistoryBudget.Budget.Counted _,
                    HistoryBudget.Budget.NoSuchExecution _,
                    HistoryBudget.Budget.NotNow _ -> {
                // Nothing was done.
            }
        }
        return budget;
    }

    public CallResult called(String route, CallResult called) {
        String result = switch (called) {
            case CallResult.Answered answered -> "ANSWERED " + answered.serviceStatus();
            case CallResult.Accepted _ -> "ACCEPTED";
            case CallResult.Failed(CallFailure failure) -> failure.error();
            case CallResult.TooLarge _ -> "TOO_LARGE";
            case CallResult.Unshapeable _ -> "UNSHAPEABLE";
            case CallResult.MissingValue _ -> "UNFILLED";
            case CallResult.OverBudget _ -> "OVER_BUDGET";
            case CallResult.SpoolFailed _ -> "SPOOL_FULL";
        };
        record(AuditEvent.Action.CALL, route, null, result);
        return called;
    }

    public void record(AuditEvent.Action action, String subject, @Nullable String reason, String result) {
        String tenant = caller.find().map(Grant::tenant).orElse(null);
        log.record(new AuditEvent(
                action, caller.principal().orElse(ANONYMOUS), tenant, subject, reason, source(current()), result));
    }

    /// Does not authenticate the caller: this runs on the event loop too.
    public void denied(String path, int status) {
        RoutingContext context = current();
        String principal = context != null && context.user() instanceof QuarkusHttpUser user
                ? user.getSecurityIdentity().getPrincipal().getName()
                : "";
        log.record(new AuditEvent(
                AuditEvent.Action.DENIED,
                principal.isEmpty() ? ANONYMOUS : principal,
                null,
                path,
                null,
                source(context),
                Integer.toString(status)));
    }

    /// Returns whether the response of the current request is complete.
    public boolean isAnswered() {
        RoutingContext context = current();
        return context != null && context.response().ended();
    }

    private @Nullable RoutingContext current() {
        try {
            return request.getCurrent();
        } catch (ContextNotActiveException e) {
            return null;
        }
    }

    private static @Nullable String source(@Nullable RoutingContext context) {
        return context == null ? null : AuthenticatedCaller.sourceOf(context.request());
    }
}
