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

/// What an operator may do with a callback: look, cancel, redrive. Safe for many threads.
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

    /// What came of an operator's wish.
    public sealed interface Operated {
        /// It was done, or begun: the record as it stands.
        record Done(Callback callback) implements Operated {}

        /// The record's state does not allow it.
        record NotPossible(Callback standing, String why) implements Operated {}

        record Unknown() implements Operated {}
    }

    public Optional<Callback> get(CallbackId id) {
        return ledger.find(id);
    }

    public Ledger.Page list(Ledger.Filter filter, int limit, @org.jspecify.annotations.Nullable String cursor) {
        return ledger.list(filter, limit, cursor);
    }

    /// Ends a task that is still awaited, as `Taskgate.Cancelled`; withdraws an early answer.
    public Operated cancel(CallbackId id, String reason) {
        return ledger.find(id).map(standing -> cancel(standing, reason)).orElseGet(Operated.Unknown::new);
    }

    private Operated cancel(Callback standing, String reason) {
        Instant now = clock.instant();
        return switch (standing.state()) {
            case PENDING -> {
                Outcome outcome = Outcome.own(
                        Outcome.Kind.CANCEL,
                        CallbackErrors.CANCELLED,
                        reason,
                        UUID.randomUUID().toString(),
                        now);
                yield switch (ledger.apply(standing.id(), Transitions.settle(standing.generation(), outcome, now))) {
                    case Ledger.Write.Written written -> {
                        LOG.infof("%s: cancelled by an operator", standing.id());
                        dispatcher.taskGone(written.now(), CallbackErrors.CANCELLED);
                        yield new Operated.Done(reporter.reportSoon(written.now()));
                    }
                    case Ledger.Write.Refused refused -> cancel(refused.standing(), reason);
                    case Ledger.Write.Absent absent -> new Operated.Unknown();
                };
            }
            case EARLY ->
                done(ledger.apply(standing.id(), Transitions.endEarly(standing, CallbackState.CANCELLED, reason, now)));
            case SETTLING, AMBIGUOUS, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED ->
                new Operated.NotPossible(standing, "it is " + standing.state() + ": there is nothing left to cancel");
        };
    }

    /// Gives the record to another owner, whose newer token may take it over from then on.
    ///
    /// @param reason for the record's history
    public Operated transfer(CallbackId id, CallbackOwner to, String reason) {
        return ledger.find(id)
                .map(standing -> {
                    CallbackOwner from = standing.owner();
                    if (from == null) {
                        return new Operated.NotPossible(
                                standing, "it has no owner: the first registration of its key becomes its owner");
                    }
                    LOG.infof("%s: transferred from %s to %s by an operator", id, from, to);
                    return done(ledger.apply(id, Transitions.transfer(standing, to, reason, clock.instant())));
                })
                .orElseGet(Operated.Unknown::new);
    }

    private static Operated done(Ledger.Write write) {
        return switch (write) {
            case Ledger.Write.Written written -> new Operated.Done(written.now());
            case Ledger.Write.Refused refused ->
                new Operated.NotPossible(refused.standing(), "it changed meanwhile: look again");
            case Ledger.Write.Absent absent -> new Operated.Unknown();
        };
    }

    /// Revokes the links of every generation up to the current one: answers by them are refused from then on.
    /// Keys and
    /// events still answer, and a newer generation has links of its own.
    public Operated revokeLinks(CallbackId id, String reason) {
        return ledger.find(id).map(standing -> revokeLinks(standing, reason)).orElseGet(Operated.Unknown::new);
    }

    private Operated revokeLinks(Callback standing, String reason) {
        if (standing.generation() == 0) {
            return new Operated.NotPossible(standing, "nobody has registered for it yet: it has no links");
        }
        if (standing.revokedLinks() >= standing.generation()) {
            return new Operated.Done(standing);
        }
        LOG.infof("%s: the links up to generation %d are revoked", standing.id(), standing.generation());
        return done(ledger.apply(standing.id(), Transitions.revokeLinks(standing, reason, clock.instant())));
    }

    /// Takes up again what got stuck: an unpublished request, an unreported outcome, an ambiguous ending.
    public Operated redrive(CallbackId id) {
        return ledger.find(id).map(this::redrive).orElseGet(Operated.Unknown::new);
    }

    private Operated redrive(Callback standing) {
        Instant now = clock.instant();
        return switch (standing.state()) {
            case PENDING ->
                standing.dispatch() == Callback.Dispatch.NEEDED
                        ? new Operated.Done(dispatcher.dispatch(standing).standing())
                        : new Operated.NotPossible(standing, "its request is published: the answer is awaited");
            case SETTLING ->
                standing.lease().held()
                        ? new Operated.NotPossible(standing, "its report is under way")
                        : reported(ledger.apply(standing.id(), ReportTransitions.takeOver(standing, now)));
            case AMBIGUOUS -> new Operated.Done(reconciler.reconcile(standing));
            case REJECTED, EXPIRED ->
                standing.outcome() == null || standing.task() == null
                        ? new Operated.NotPossible(standing, "there is no outcome, or no task, to report")
                        : reported(ledger.apply(standing.id(), ReportTransitions.retry(standing, now)));
            case EARLY -> new Operated.NotPossible(standing, "nobody has registered for it yet");
            case DELIVERED -> new Operated.NotPossible(standing, "Step Functions has its outcome");
            case CLOSED, CANCELLED ->
                new Operated.NotPossible(standing, "its task is closed; a newer token takes its answer along");
        };
    }

    private Operated reported(Ledger.Write write) {
        return switch (write) {
            case Ledger.Write.Written written -> new Operated.Done(reporter.reportSoon(written.now()));
            case Ledger.Write.Refused refused ->
                new Operated.NotPossible(refused.standing(), "it changed meanwhile: look again");
            case Ledger.Write.Absent absent -> new Operated.Unknown();
        };
    }
}
