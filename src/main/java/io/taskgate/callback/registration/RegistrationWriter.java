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
import io.taskgate.callback.model.RegistrationBuilder;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.callback.registration.RegistrationResult.Kind;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.claimcheck.Payload;
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

/// Writes the record of a token whose request is shaped already, and has the request dispatched or the outcome
/// reported. Decides between the token and the one that the record has: the same, an older or a newer one, or
/// one of another execution. Thread-safe.
@Singleton
public final class RegistrationWriter {

    private static final Logger LOG = Logger.getLogger(RegistrationWriter.class);

    /// The log for a security team. Holds no token and no key.
    private static final Logger SECURITY = Logger.getLogger("io.taskgate.security");

    /// The largest number of attempts of one registration, each after another write came between. If the record
    /// changes faster than it can be read, the caller must wait, not the ledger.
    static final int MAX_ATTEMPTS = 10;

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

    /// A registration that is ready to be written.
    ///
    /// @param request the request for the service; null if the service has it already, or will not get it
    /// @param outcome the outcome, if it is known already: of a call, or of a request that may not be
    ///     dispatched; null otherwise
    private record PreparedRegistration(
            CallbackId id,
            Registration registration,
            Route route,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            @Nullable Outcome outcome) {}

    /// Writes one registration.
    ///
    /// @param request the request for the service; null if the service has it already, or will not get it
    /// @param outcome the outcome, if it is known already; null otherwise
    RegistrationResult write(
            Registration registration,
            Route route,
            RegisteredTask.RequestSize size,
            @Nullable Payload request,
            @Nullable Outcome outcome) {
        return write(prepare(registration, route, size, request, outcome));
    }

    private PreparedRegistration prepare(
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
                timeout == null ? null : now.plus(timeout).minus(ProtocolTimings.timeoutLead(timeout)),
                size,
                budget.dependsOnInput() ? budget.mergedSize(registration.input()) : null);
        return new PreparedRegistration(id, registration, route, task, registration.order(now), request, outcome);
    }

    /// The result of one attempt.
    private sealed interface Resolution {
        record Final(RegistrationResult result) implements Resolution {}

        /// Another write came between.
        ///
        /// @param existing the current record; null if there is none
        record Retry(@Nullable Callback existing) implements Resolution {}
    }

    private RegistrationResult write(PreparedRegistration incoming) {
        Resolution turn = create(incoming);
        for (int turns = 1; turns < MAX_ATTEMPTS && turn instanceof Resolution.Retry(Callback current); turns++) {
            turn = current == null ? create(incoming) : resolveExisting(incoming, current);
        }
        return switch (turn) {
            case Resolution.Final(RegistrationResult result) -> result;
            case Resolution.Retry _ ->
                throw new Ledger.LedgerUnavailableException(
                        incoming.id() + " changed " + MAX_ATTEMPTS + " times while it was registered");
        };
    }

    private Resolution create(PreparedRegistration incoming) {
        return switch (ledger.create(newCallback(incoming))) {
            case Ledger.Write.Applied applied -> new Resolution.Final(afterWrite(applied.callback(), Kind.FIRST));
            case Ledger.Write.ConditionFailed conflict -> new Resolution.Retry(conflict.current());
            case Ledger.Write.NotFound notFound ->
                throw new IllegalStateException("A create can't find that its record is missing.");
        };
    }

    private Callback newCallback(PreparedRegistration incoming) {
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

    /// Decides between the token and an existing record. The holder of the record's current token is answered
    /// whatever way it came, because only the owner's execution has it; every other token is checked against
    /// the owner before its caller learns whether it is older or newer.
    private Resolution resolveExisting(PreparedRegistration incoming, Callback current) {
        RegisteredTask known = current.task();
        if (isOwnWrite(incoming, current)) {
            return new Resolution.Final(afterWrite(current, current.generation() == 1 ? Kind.FIRST : Kind.TAKE_OVER));
        }
        if (known != null && known.tokenDigest().equals(incoming.task().tokenDigest())) {
            return reacknowledge(current);
        }
        boolean past = current.pastGenerations().stream()
                .anyMatch(ended -> ended.tokenDigest().equals(incoming.task().tokenDigest()));
        if (isOfOther(current, incoming.registration().owner(), incoming.task().registeredAt())) {
            return new Resolution.Final(new RegistrationResult.NotOwner());
        }
        boolean sameExecution = known != null && incoming.task().isOfSameExecution(known);
        boolean otherExecution = known != null && incoming.task().isOfOtherExecution(known);
        if (past || !incoming.order().isNewerThan(current.order(), sameExecution)) {
            LOG.infof(
                    "Registration was superseded by a newer token: callbackId=%s correlationKey=%s",
                    current.id(), current.correlationKey());
            if (!past && otherExecution) {
                failSuperseded(incoming.registration(), incoming.route(), current);
            }
            return new Resolution.Final(new RegistrationResult.Superseded(current));
        }
        Optional<Callback> cleared = switch (current.state()) {
            case AMBIGUOUS -> Optional.of(reconciler.reconcile(current));
            case SETTLING -> reconciler.beforeCarryOver(current);
            case EARLY, PENDING, DELIVERED, CLOSED, REJECTED, EXPIRED, CANCELLED -> Optional.of(current);
        };
        return cleared.map(clear -> takeOverRecord(incoming, current, clear))
                .orElseGet(() -> new Resolution.Final(new RegistrationResult.NotNow(
                        "the answer to the token before this one is being reported, and whether its task has it is not"
                                + " known yet. Retry the same request in a few seconds.")));
    }

    /// Returns whether the correlation key currently belongs to another owner. Writes nothing; [#write] checks
    /// again.
    boolean isOfOther(Registration registration) {
        String digest = registration.token().digest();
        return ledger.find(ids.of(registration))
                .filter(current -> current.task() == null
                        || !current.registeredTask().tokenDigest().equals(digest))
                .filter(current -> isOfOther(current, registration.owner(), clock.instant()))
                .isPresent();
    }

    private static boolean isOfOther(Callback current, CallbackOwner owner, Instant now) {
        boolean ofOther = !current.mayBeTakenBy(owner, now);
        if (ofOther) {
            SECURITY.warnf(
                    "Take-over was rejected: callbackId=%s caller=%s owner=%s", current.id(), owner, current.owner());
        }
        return ofOther;
    }

    /// Takes over the record with a newer token.
    ///
    /// @param current the record that the order was compared with
    /// @param clear the same record after its report was reconciled
    private Resolution takeOverRecord(PreparedRegistration incoming, Callback current, Callback clear) {
        if (clear.generation() != current.generation()) {
            // Another registration came while Step Functions was asked, maybe with this very token.
            return new Resolution.Retry(clear);
        }
        RegisteredTask known = clear.task();
        boolean otherExecution = known != null && incoming.task().isOfOtherExecution(known);
        if (clear.state() == CallbackState.PENDING && otherExecution) {
            failSuperseded(registrationOf(clear), incoming.route(), clear);
        }
        return switch (ledger.apply(clear.id(), takeOver(incoming, clear))) {
            case Ledger.Write.Applied applied ->
                new Resolution.Final(afterWrite(applied.callback(), known == null ? Kind.FIRST : Kind.TAKE_OVER));
            case Ledger.Write.ConditionFailed conflict -> new Resolution.Retry(conflict.current());
            case Ledger.Write.NotFound notFound -> new Resolution.Retry(null);
        };
    }

    /// Returns whether this registration has written the record and its response was lost: then the SDK's
    /// second attempt is refused because of the first. (Each registration seals a token anew.) A record that an
    /// answer or a take-over has changed since does not count.
    private static boolean isOwnWrite(PreparedRegistration incoming, Callback current) {
        RegisteredTask known = current.task();
        if (known == null || !known.token().equals(incoming.task().token())) {
            return false;
        }
        return switch (current.state()) {
            case PENDING -> true;
            case SETTLING -> {
                Outcome ours = incoming.outcome();
                yield ours != null
                        && ours.operationId().equals(current.committedOutcome().operationId())
                        && current.lease().held()
                        && current.lease().fence() == 1;
            }
            case EARLY, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED -> false;
        };
    }

    /// Acknowledges the same token again. Its first registration may be about to withdraw the record because
    /// its request was refused, so the record is written first: it must not be acknowledged here and removed
    /// there.
    private Resolution reacknowledge(Callback current) {
        if (current.state() != CallbackState.PENDING || current.dispatch() != Callback.Dispatch.NEEDED) {
            return new Resolution.Final(new RegistrationResult.Accepted(current, Kind.REPEATED));
        }
        Instant due = Objects.requireNonNull(current.dueAt()).plusMillis(1);
        return switch (ledger.apply(current.id(), Transitions.reschedule(current, due))) {
            case Ledger.Write.Applied applied ->
                new Resolution.Final(new RegistrationResult.Accepted(applied.callback(), Kind.REPEATED));
            case Ledger.Write.ConditionFailed conflict -> new Resolution.Retry(conflict.current());
            case Ledger.Write.NotFound notFound -> new Resolution.Retry(null);
        };
    }

    /// Fails the task of another execution's superseded token by a separate record, so that it does not wait
    /// for its time-out. (An older token of the same execution belongs to an attempt that Step Functions has
    /// ended.)
    private void failSuperseded(Registration superseded, Route route, Callback current) {
        Outcome failure = Outcome.notSent(
                CallbackErrors.SUPERSEDED,
                "a newer token for " + current.correlationKey() + " is answered in its place",
                UUID.randomUUID().toString(),
                clock.instant());
        RegisteredTask.RequestSize size =
                new RegisteredTask.RequestSize(superseded.input().size(), 0, null);
        write(superseded.withoutKey(), route, size, null, failure);
    }

    /// The registration of a pending record, as far as its token goes.
    private Registration registrationOf(Callback pending) {
        RegisteredTask task = pending.registeredTask();
        return new RegistrationBuilder(
                        pending.tenant(),
                        Objects.requireNonNull(pending.owner()),
                        vault.open(task.token(), pending.id()),
                        pending.service(),
                        pending.operation())
                .executionArn(task.executionArn())
                .stateName(task.stateName())
                .build();
    }

    private Ledger.Transition takeOver(PreparedRegistration incoming, Callback current) {
        Instant now = incoming.task().registeredAt();
        CallbackOwner owner = incoming.registration().owner();
        // An answer that was given to one owner's work is not another's.
        boolean isOwn = current.owner() == null || current.owner().equals(owner);
        return Optional.of(current)
                .filter(_ -> isOwn)
                .flatMap(RegistrationTransitions::carriedAnswer)
                .map(answer -> boundary.recheck(
                        answer, current, incoming.route(), incoming.task().mergedSize()))
                // An answer that is here needs no request, so a request that may not travel does no harm then.
                .or(() -> Optional.ofNullable(incoming.outcome()))
                .map(outcome ->
                        RegistrationTransitions.carry(current, owner, outcome, incoming.task(), incoming.order(), now))
                .orElseGet(() -> RegistrationTransitions.renew(
                        current, owner, incoming.task(), incoming.order(), incoming.request(), now));
    }

    private RegistrationResult afterWrite(Callback callback, Kind kind) {
        failPoint.reached(FailPoint.Step.REGISTER_WRITTEN);
        RegisteredTask.RequestSize size = callback.registeredTask().request();
        // Concatenated: each callback writes this line, and formatting costs more than writing.
        LOG.info("Callback was registered: callbackId=" + callback.id() + " route=" + callback.service() + "."
                + callback.operation()
                + (callback.correlationKey() == null ? "" : " correlationKey=" + callback.correlationKey())
                + " generation=" + callback.generation() + " bytesIn=" + size.bytesIn() + " bytesOut="
                + size.bytesOut() + (size.reference() == null ? "" : " checkedIn=true"));
        if (callback.state() == CallbackState.SETTLING) {
            return new RegistrationResult.Accepted(reporter.reportAndAwait(callback), kind);
        }
        if (callback.dispatch() == Callback.Dispatch.SENT) {
            return new RegistrationResult.Accepted(callback, kind);
        }
        RequestDispatcher.DispatchOutcome dispatched = dispatcher.dispatch(callback);
        return switch (dispatched.result()) {
            case DispatchResult.Accepted taken -> new RegistrationResult.Accepted(dispatched.callback(), kind);
            case DispatchResult.Retryable notNow -> new RegistrationResult.Accepted(dispatched.callback(), kind);
            case DispatchResult.EntryFailed failed ->
                kind == Kind.FIRST && ledger.withdraw(callback)
                        ? new RegistrationResult.NotDispatched(failed.reason(), true)
                        : new RegistrationResult.Accepted(dispatched.callback(), kind);
            case DispatchResult.Permanent never -> onPermanentFailure(callback, never.reason(), kind);
        };
    }

    /// Handles a request that was refused permanently. A first registration is withdrawn, so that the caller
    /// can correct and repeat it; a later one can't restore the record before it, and fails its task.
    private RegistrationResult onPermanentFailure(Callback callback, String reason, Kind kind) {
        if (kind == Kind.FIRST && ledger.withdraw(callback)) {
            return new RegistrationResult.NotDispatched(reason, false);
        }
        Instant now = clock.instant();
        Outcome failure = Outcome.notSent(
                CallbackErrors.DISPATCH_FAILED, reason, UUID.randomUUID().toString(), now);
        return switch (ledger.apply(callback.id(), Transitions.settle(callback.generation(), failure, now))) {
            case Ledger.Write.Applied applied ->
                new RegistrationResult.Accepted(reporter.reportAndAwait(applied.callback()), kind);
            case Ledger.Write.ConditionFailed conflict -> new RegistrationResult.Accepted(conflict.current(), kind);
            case Ledger.Write.NotFound notFound -> new RegistrationResult.NotDispatched(reason, false);
        };
    }
}
