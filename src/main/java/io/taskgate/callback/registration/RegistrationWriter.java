package io.taskgate.callback.registration;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.ledger.CallbackFactory;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.RegistrationTransitions;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackErrors;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.callback.registration.RegistrationResult.Kind;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.Route;
import io.taskgate.runtime.FailPoint;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes the record of a token whose request has been shaped, and has the request published or the outcome
/// reported. Decides between the token and the one that stands: the same, an older or a newer one, another
/// execution's. Safe for many threads.
@Singleton
public final class RegistrationWriter {

    private static final Logger LOG = Logger.getLogger(RegistrationWriter.class);

    /// What a security team watches. Holds no token and no key.
    private static final Logger SECURITY = Logger.getLogger("io.taskgate.security");

    /// How often one registration looks at its record again because another write came between. More than a few
    /// turns mean that the record changes faster than it can be read: then the caller must wait, not the
    /// ledger.
    static final int MOST_TURNS = 10;

    private final AnswerBoundary boundary;
    private final Ledger ledger;
    private final TokenVault vault;
    private final RequestDispatcher dispatcher;
    private final OutcomeReporter reporter;
    private final Reconciler reconciler;
    private final FailPoint failPoint;
    private final Clock clock;
    private final CallbackIdFactory ids;

    public RegistrationWriter(
            AnswerBoundary boundary,
            Ledger ledger,
            TokenVault vault,
            RequestDispatcher dispatcher,
            OutcomeReporter reporter,
            Reconciler reconciler,
            FailPoint failPoint,
            Clock clock,
            CallbackIdFactory ids) {
        this.boundary = boundary;
        this.ledger = ledger;
        this.vault = vault;
        this.dispatcher = dispatcher;
        this.reporter = reporter;
        this.reconciler = reconciler;
        this.failPoint = failPoint;
        this.clock = clock;
        this.ids = ids;
    }

    /// One registration on its way in.
    ///
    /// @param request what the service gets; null where it has it already, or will not get it
    /// @param outcome what is known of the end already: what a call came to, or that the request may not
    ///      travel; null otherwise
    private record Incoming(
            CallbackId id,
            Registration registration,
            Route route,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            @Nullable Outcome outcome) {}

    /// Writes one registration.
    ///
    /// @param request what the service gets; null where it has it already, or will not get it
    /// @param outcome what is known of the end already; null otherwise
    RegistrationResult write(
            Registration registration,
            Route route,
            RegisteredTask.RequestSize size,
            @Nullable Payload request,
            @Nullable Outcome outcome) {
        return write(incoming(registration, route, size, request, outcome));
    }

    private Incoming incoming(
            Registration registration,
            Route route,
            RegisteredTask.RequestSize size,
            @Nullable Payload request,
            @Nullable Outcome outcome) {
        Instant now = clock.instant();
        CallbackId id = ids.of(registration);
        Duration timeout = registration.timeout() == null ? route.timeout() : registration.timeout();
        Duration heartbeat = registration.heartbeat() == null ? route.heartbeat() : registration.heartbeat();
        Budget budget = route.result().budget();
        RegisteredTask task = new RegisteredTask(
                registration.token().digest(),
                vault.seal(registration.token(), id),
                registration.executionArn(),
                registration.stateName(),
                now,
                heartbeat,
                // Before the state's own TimeoutSeconds, where these are the same: that one gives no reason.
                timeout == null ? null : now.plus(timeout).minus(ProtocolTimings.leadOf(timeout)),
                size,
                budget.dependsOnInput() ? budget.around(registration.input()) : null);
        return new Incoming(id, registration, route, task, registration.order(now), request, outcome);
    }

    /// What one look at the record came to.
    private sealed interface Turn {
        record Done(RegistrationResult registered) implements Turn {}

        /// @param standing what to meet next; null where there is no record
        record Again(@Nullable Callback standing) implements Turn {}
    }

    private RegistrationResult write(Incoming incoming) {
        Turn turn = create(incoming);
        for (int turns = 1; turns < MOST_TURNS && turn instanceof Turn.Again(Callback standing); turns++) {
            turn = standing == null ? create(incoming) : meet(incoming, standing);
        }
        return switch (turn) {
            case Turn.Done(RegistrationResult registered) -> registered;
            case Turn.Again _ ->
                throw new Ledger.LedgerUnavailableException(
                        incoming.id() + " changed " + MOST_TURNS + " times while it was registered");
        };
    }

    private Turn create(Incoming incoming) {
        return switch (ledger.create(fresh(incoming))) {
            case Ledger.Write.Written written -> new Turn.Done(written(written.now(), Kind.FIRST));
            case Ledger.Write.Refused refused -> new Turn.Again(refused.standing());
            case Ledger.Write.Absent absent -> throw new IllegalStateException("a create can't miss");
        };
    }

    private Callback fresh(Incoming incoming) {
        Instant now = incoming.task().registeredAt();
        Outcome outcome = incoming.outcome();
        return outcome == null
                ? CallbackFactory.pending(
                        incoming.id(),
                        incoming.registration(),
                        incoming.task(),
                        incoming.order(),
                        incoming.request(),
                        now)
                : CallbackFactory.settled(
                        incoming.id(), incoming.registration(), incoming.task(), incoming.order(), outcome, now);
    }

    /// The correlation has a record already: the same token, an older or a newer one, or an early answer. A
    /// token that the record waits with is the owner's execution's own, so its holder is answered whatever way
    /// it came; every other token is held to the owner before it learns whether it is older or newer.
    private Turn meet(Incoming incoming, Callback standing) {
        RegisteredTask known = standing.task();
        if (isOurs(incoming, standing)) {
            return new Turn.Done(written(standing, standing.generation() == 1 ? Kind.FIRST : Kind.TAKE_OVER));
        }
        if (known != null && known.tokenDigest().equals(incoming.task().tokenDigest())) {
            return again(standing);
        }
        boolean past = standing.past().stream()
                .anyMatch(ended -> ended.tokenDigest().equals(incoming.task().tokenDigest()));
        if (isOfOther(standing, incoming.registration().owner(), incoming.task().registeredAt())) {
            return new Turn.Done(new RegistrationResult.NotOwner());
        }
        boolean sameExecution = known != null && incoming.task().isOfSameExecution(known);
        boolean otherExecution = known != null && incoming.task().isOfOtherExecution(known);
        if (past || !incoming.order().isNewerThan(standing.order(), sameExecution)) {
            LOG.infof("%s: a newer token for %s is here already", standing.id(), standing.correlationKey());
            if (!past && otherExecution) {
                endSuperseded(incoming.registration(), incoming.route(), standing);
            }
            return new Turn.Done(new RegistrationResult.Superseded(standing));
        }
        Optional<Callback> cleared =
                switch (standing.state()) {
                    case AMBIGUOUS -> Optional.of(reconciler.reconcile(standing));
                    case SETTLING -> reconciler.beforeCarryOver(standing);
                    case EARLY, PENDING, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> Optional.of(standing);
                };
        return cleared.map(clear -> take(incoming, standing, clear))
                .orElseGet(() -> new Turn.Done(new RegistrationResult.NotNow(
                        "the answer to the token before this one is being reported, and whether its task has it is not"
                                + " known yet. Retry the same request in a few seconds.")));
    }

    /// Whether the registration's key belongs to another owner as things stand. Writes nothing; [#write] asks
    /// again.
    boolean isOfOther(Registration registration) {
        String digest = registration.token().digest();
        return ledger.find(ids.of(registration))
                .filter(standing -> standing.task() == null
                        || !standing.registeredTask().tokenDigest().equals(digest))
                .filter(standing -> isOfOther(standing, registration.owner(), clock.instant()))
                .isPresent();
    }

    private static boolean isOfOther(Callback standing, CallbackOwner owner, Instant now) {
        boolean ofOther = !standing.mayBeTakenBy(owner, now);
        if (ofOther) {
            SECURITY.warnf("%s: take-over refused: %s is not the owner, %s is", standing.id(), owner, standing.owner());
        }
        return ofOther;
    }

    /// @param standing what was compared
    /// @param clear    the same, with what is known of its report
    private Turn take(Incoming incoming, Callback standing, Callback clear) {
        if (clear.generation() != standing.generation()) {
            // Another registration came while Step Functions was asked, maybe with this very token.
            return new Turn.Again(clear);
        }
        RegisteredTask known = clear.task();
        boolean otherExecution = known != null && incoming.task().isOfOtherExecution(known);
        if (clear.state() == CallbackState.PENDING && otherExecution) {
            endSuperseded(waiting(clear), incoming.route(), clear);
        }
        return switch (ledger.apply(clear.id(), takeOver(incoming, clear))) {
            case Ledger.Write.Written written ->
                new Turn.Done(written(written.now(), known == null ? Kind.FIRST : Kind.TAKE_OVER));
            case Ledger.Write.Refused refused -> new Turn.Again(refused.standing());
            case Ledger.Write.Absent absent -> new Turn.Again(null);
        };
    }

    /// Whether this registration wrote what stands, and its reply was lost: the SDK's second try is refused by
    /// the first. (A token is sealed anew by each registration.) What an answer, or who takes over, has moved
    /// on is not ours.
    private static boolean isOurs(Incoming incoming, Callback standing) {
        RegisteredTask known = standing.task();
        if (known == null || !known.token().equals(incoming.task().token())) {
            return false;
        }
        return switch (standing.state()) {
            case PENDING -> true;
            case SETTLING -> {
                Outcome ours = incoming.outcome();
                yield ours != null
                        && ours.operationId().equals(standing.committedOutcome().operationId())
                        && standing.lease().held()
                        && standing.lease().fence() == 1;
            }
            case EARLY, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED -> false;
        };
    }

    /// The same token again. Who registered it first may be about to withdraw it, its request having been
    /// refused: it must not be acknowledged here and taken away there, so it is touched first.
    private Turn again(Callback standing) {
        if (standing.state() != CallbackState.PENDING || standing.dispatch() != Callback.Dispatch.NEEDED) {
            return new Turn.Done(new RegistrationResult.Accepted(standing, Kind.REPEATED));
        }
        Instant due = Objects.requireNonNull(standing.dueAt()).plusMillis(1);
        return switch (ledger.apply(standing.id(), Transitions.reschedule(standing, due))) {
            case Ledger.Write.Written written ->
                new Turn.Done(new RegistrationResult.Accepted(written.now(), Kind.REPEATED));
            case Ledger.Write.Refused refused -> new Turn.Again(refused.standing());
            case Ledger.Write.Absent absent -> new Turn.Again(null);
        };
    }

    /// Another execution's token that one stands before is alive: its task fails, by a record of its own, and
    /// does not wait for its time-out. (An older token of the same execution is a try that Step Functions has
    /// given up.)
    private void endSuperseded(Registration superseded, Route route, Callback standing) {
        Outcome failure = Outcome.notSent(
                CallbackErrors.SUPERSEDED,
                "a newer token for " + standing.correlationKey() + " is answered in its place",
                UUID.randomUUID().toString(),
                clock.instant());
        RegisteredTask.RequestSize size =
                new RegisteredTask.RequestSize(superseded.input().size(), 0, null);
        write(superseded.withoutKey(), route, size, null, failure);
    }

    /// The registration that a record waits with, as far as its token goes.
    private Registration waiting(Callback pending) {
        RegisteredTask task = pending.registeredTask();
        return new Registration(
                pending.tenant(),
                Objects.requireNonNull(pending.owner()),
                vault.open(task.token(), pending.id()),
                pending.service(),
                pending.operation(),
                null,
                task.executionArn(),
                task.stateName(),
                null,
                0,
                0,
                null,
                null,
                JsonText.EMPTY_OBJECT);
    }

    private Ledger.Transition takeOver(Incoming incoming, Callback standing) {
        Instant now = incoming.task().registeredAt();
        CallbackOwner owner = incoming.registration().owner();
        // An answer that was given to one owner's work is not another's.
        boolean isOwn = standing.owner() == null || standing.owner().equals(owner);
        return Optional.of(standing)
                .filter(_ -> isOwn)
                .flatMap(RegistrationTransitions::carriedAnswer)
                .map(answer -> boundary.recheck(
                        answer, standing, incoming.route(), incoming.task().around()))
                // An answer that is here needs no request, so a request that may not travel does no harm then.
                .or(() -> Optional.ofNullable(incoming.outcome()))
                .map(outcome ->
                        RegistrationTransitions.carry(standing, owner, outcome, incoming.task(), incoming.order(), now))
                .orElseGet(() -> RegistrationTransitions.renew(
                        standing, owner, incoming.task(), incoming.order(), incoming.request(), now));
    }

    private RegistrationResult written(Callback callback, Kind kind) {
        failPoint.reached(FailPoint.Step.REGISTER_WRITTEN);
        RegisteredTask.RequestSize size = callback.registeredTask().request();
        // Not by a format: each callback writes this line, and formatting costs more than writing it.
        LOG.info(callback.id() + ": registered for " + callback.service() + "." + callback.operation() + " "
                + (callback.correlationKey() == null ? "without a key" : callback.correlationKey()) + " (generation "
                + callback.generation() + "), request " + size.bytesIn() + " B → " + size.bytesOut() + " B"
                + (size.reference() == null ? "" : ", checked in"));
        if (callback.state() == CallbackState.SETTLING) {
            return new RegistrationResult.Accepted(reporter.reportSoon(callback), kind);
        }
        if (callback.dispatch() == Callback.Dispatch.SENT) {
            return new RegistrationResult.Accepted(callback, kind);
        }
        RequestDispatcher.Dispatched dispatched = dispatcher.dispatch(callback);
        return switch (dispatched.delivery()) {
            case DispatchResult.Taken taken -> new RegistrationResult.Accepted(dispatched.standing(), kind);
            case DispatchResult.NotNow notNow -> new RegistrationResult.Accepted(dispatched.standing(), kind);
            case DispatchResult.FailedEntry failed ->
                kind == Kind.FIRST && ledger.withdraw(callback)
                        ? new RegistrationResult.NotDispatched(failed.reason(), true)
                        : new RegistrationResult.Accepted(dispatched.standing(), kind);
            case DispatchResult.Never never -> refused(callback, never.reason(), kind);
        };
    }

    /// A first registration leaves nothing behind, so that the caller may correct and repeat it; a later one
    /// can't take the record of the work back, and fails its task.
    private RegistrationResult refused(Callback callback, String reason, Kind kind) {
        if (kind == Kind.FIRST && ledger.withdraw(callback)) {
            return new RegistrationResult.NotDispatched(reason, false);
        }
        Instant now = clock.instant();
        Outcome failure = Outcome.notSent(
                CallbackErrors.DISPATCH_FAILED, reason, UUID.randomUUID().toString(), now);
        return switch (ledger.apply(callback.id(), Transitions.settle(callback.generation(), failure, now))) {
            case Ledger.Write.Written written ->
                new RegistrationResult.Accepted(reporter.reportSoon(written.now()), kind);
            case Ledger.Write.Refused refused -> new RegistrationResult.Accepted(refused.standing(), kind);
            case Ledger.Write.Absent absent -> new RegistrationResult.NotDispatched(reason, false);
        };
    }
}
