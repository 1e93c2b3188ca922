package io.taskgate.callback.operator;

import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/// The actions of an operator on a callback: get, cancel, redrive, transfer, revoke links. Thread-safe.
@Singleton
public final class OperatorService {

    private static final Logger LOG = Logger.getLogger(OperatorService.class);

    private final Ledger ledger;
    private final RequestDispatcher dispatcher;
    private final OutcomeReporter reporter;
    private final Reconciler reconciler;
    private final Clock clock;

    public OperatorService(
            Ledger ledger, RequestDispatcher dispatcher, OutcomeReporter reporter, Reconciler reconciler, Clock clock) {
        this.ledger = ledger;
        this.dispatcher = dispatcher;
        this.reporter = reporter;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /// The result of an operator's action.
    public sealed interface OperatorResult {
        /// The action was done or started; the record after it.
        record Done(Callback callback) implements OperatorResult {}

        /// The state of the record does not allow the action.
        record NotPossible(Callback current, String reason) implements OperatorResult {}

        record Unknown() implements OperatorResult {}
    }

    public Optional<Callback> get(CallbackId id) {
        return ledger.find(id);
    }

    public Ledger.Page list(Ledger.Filter filter, int limit, @org.jspecify.annotations.Nullable String cursor) {
        return ledger.list(filter, limit, cursor);
    }

    /// Cancels a pending task with `Taskgate.Cancelled`; withdraws an early answer.
    public OperatorResult cancel(CallbackId id, String reason) {
        return ledger.find(id).map(current -> cancel(current, reason)).orElseGet(OperatorResult.Unknown::new);
    }

    private OperatorResult cancel(Callback current, String reason) {
        Instant now = clock.instant();
        return switch (current.state()) {
            case PENDING -> {
                Outcome outcome = Outcome.own(
                        Outcome.Kind.CANCEL,
                        CallbackErrors.CANCELLED,
                        reason,
                        UUID.randomUUID().toString(),
                        now);
                yield switch (ledger.apply(current.id(), Transitions.settle(current.generation(), outcome, now))) {
                    case Ledger.Write.Applied applied -> {
                        LOG.infof("Callback was cancelled by an operator: callbackId=%s", current.id());
                        dispatcher.notifyTaskClosed(applied.callback(), CallbackErrors.CANCELLED);
                        yield new OperatorResult.Done(reporter.reportAndAwait(applied.callback()));
                    }
                    case Ledger.Write.ConditionFailed conflict -> cancel(conflict.current(), reason);
                    case Ledger.Write.NotFound notFound -> new OperatorResult.Unknown();
                };
            }
            case EARLY ->
                toResult(ledger.apply(
                        current.id(), Transitions.endEarly(current, CallbackState.CANCELLED, reason, now)));
            case SETTLING, AMBIGUOUS, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED ->
                new OperatorResult.NotPossible(
                        current, "The callback is " + current.state() + ". It can no longer be cancelled.");
        };
    }

    /// Transfers the record to another owner, whose newer token may take it over from then on.
    ///
    /// @param reason the reason, for the record's history
    public OperatorResult transfer(CallbackId id, CallbackOwner to, String reason) {
        return ledger.find(id)
                .map(current -> {
                    CallbackOwner from = current.owner();
                    if (from == null) {
                        return new OperatorResult.NotPossible(
                                current,
                                "The callback has no owner. The first registration of its key becomes its owner.");
                    }
                    LOG.infof("Callback was transferred by an operator: callbackId=%s from=%s to=%s", id, from, to);
                    return toResult(ledger.apply(id, Transitions.transfer(current, to, reason, clock.instant())));
                })
                .orElseGet(OperatorResult.Unknown::new);
    }

    private static OperatorResult toResult(Ledger.Write write) {
        return switch (write) {
            case Ledger.Write.Applied applied -> new OperatorResult.Done(applied.callback());
            case Ledger.Write.ConditionFailed conflict ->
                new OperatorResult.NotPossible(conflict.current(), "The callback changed concurrently. Read it again.");
            case Ledger.Write.NotFound notFound -> new OperatorResult.Unknown();
        };
    }

    /// Revokes the links of every generation up to the current one: answers by them are refused from then on.
    /// API keys and events still answer, and a newer generation has links of its own.
    public OperatorResult revokeLinks(CallbackId id, String reason) {
        return ledger.find(id).map(current -> revokeLinks(current, reason)).orElseGet(OperatorResult.Unknown::new);
    }

    private OperatorResult revokeLinks(Callback current, String reason) {
        if (current.generation() == 0) {
            return new OperatorResult.NotPossible(current, "The callback has no registration yet, so it has no links.");
        }
        if (current.revokedLinks() >= current.generation()) {
            return new OperatorResult.Done(current);
        }
        LOG.infof("Links were revoked: callbackId=%s upToGeneration=%d", current.id(), current.generation());
        return toResult(ledger.apply(current.id(), Transitions.revokeLinks(current, reason, clock.instant())));
    }

    /// Retries a request that was not sent, an outcome that was not reported, or an ambiguous report.
    public OperatorResult redrive(CallbackId id) {
        return ledger.find(id).map(this::redrive).orElseGet(OperatorResult.Unknown::new);
    }

    private OperatorResult redrive(Callback current) {
        Instant now = clock.instant();
        return switch (current.state()) {
            case PENDING ->
                current.dispatch() == Callback.Dispatch.NEEDED
                        ? new OperatorResult.Done(dispatcher.dispatch(current).callback())
                        : new OperatorResult.NotPossible(
                                current, "The request is published and the answer is pending.");
            case SETTLING ->
                current.lease().held()
                        ? new OperatorResult.NotPossible(current, "The report is in progress.")
                        : reported(ledger.apply(current.id(), ReportTransitions.takeOver(current, now)));
            case AMBIGUOUS -> new OperatorResult.Done(reconciler.reconcile(current));
            case REJECTED, EXPIRED ->
                current.outcome() == null || current.task() == null
                        ? new OperatorResult.NotPossible(current, "The callback has no outcome or no task to report.")
                        : reported(ledger.apply(current.id(), ReportTransitions.retry(current, now)));
            case EARLY -> new OperatorResult.NotPossible(current, "The callback has no registration yet.");
            case DELIVERED ->
                new OperatorResult.NotPossible(current, "The outcome is already reported to Step Functions.");
            case CLOSED, CANCELLED ->
                new OperatorResult.NotPossible(current, "The task is closed. A newer token takes over its answer.");
        };
    }

    private OperatorResult reported(Ledger.Write write) {
        return switch (write) {
            case Ledger.Write.Applied applied -> new OperatorResult.Done(reporter.reportAndAwait(applied.callback()));
            case Ledger.Write.ConditionFailed conflict ->
                new OperatorResult.NotPossible(conflict.current(), "The callback changed concurrently. Read it again.");
            case Ledger.Write.NotFound notFound -> new OperatorResult.Unknown();
        };
    }
}
