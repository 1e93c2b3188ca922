package io.taskgate.callback.settlement;

import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.ledger.CallbackFactory;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.runtime.FailPoint;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Commits the one outcome of a task and has it reported; decides about second, early and late answers. Its
/// result is durable: an answer may be acknowledged on it. Thread-safe.
///
/// Throws [Ledger.LedgerUnavailableException] and `PayloadStore.StoreUnavailableException` if it is not known
/// whether anything was written: then nothing may be acknowledged.
@Singleton
public final class SettlementService {

    private static final Logger LOG = Logger.getLogger(SettlementService.class);

    private final AnswerBoundary boundary;
    private final Ledger ledger;
    private final OutcomeReporter reporter;
    private final FailPoint failPoint;
    private final Clock clock;
    private final CallbackIdFactory ids;

    public SettlementService(
            AnswerBoundary boundary,
            Ledger ledger,
            OutcomeReporter reporter,
            FailPoint failPoint,
            Clock clock,
            CallbackIdFactory ids) {
        this.boundary = boundary;
        this.ledger = ledger;
        this.reporter = reporter;
        this.failPoint = failPoint;
        this.clock = clock;
        this.ids = ids;
    }

    /// Settles a callback with an answer that its sender has not numbered.
    public SettlementResult settle(CallbackAddress address, Answer answer) {
        return settle(address, answer, null);
    }

    /// Settles a callback with an answer.
    ///
    /// @param delivery the sending of the answer, by which a copy is recognized; null if it has no number
    public SettlementResult settle(CallbackAddress address, Answer answer, @Nullable AnswerDelivery delivery) {
        CallbackId id = ids.of(address);
        AnswerAttempt attempt = AnswerAttempt.of(address, id, answer, delivery);
        if (address instanceof CallbackAddress.ByLink link
                && !boundary.needsRecord(link.claim().service(), link.claim().operation(), answer)) {
            return commitWithoutRead(attempt, link.claim());
        }
        return commitAfterRead(attempt);
    }

    private SettlementResult commitAfterRead(AnswerAttempt attempt) {
        Optional<Callback> current = ledger.find(attempt.id());
        return current.isPresent() ? resolveAgainst(attempt, current.get()) : onUnknown(attempt);
    }

    /// Writes without reading the record first, which saves a call in the usual case.
    private SettlementResult commitWithoutRead(AnswerAttempt attempt, LinkSigner.Claim claim) {
        // An answer to a closed task is reported as such, before any problem of the answer.
        return boundary.applyWithoutRecord(attempt, claim)
                .map(outcome -> commit(attempt, claim.generation(), outcome))
                .orElseGet(() -> commitAfterRead(attempt));
    }

    private SettlementResult onUnknown(AnswerAttempt attempt) {
        return switch (attempt.address()) {
            case CallbackAddress.ByLink byLink -> new SettlementResult.Unknown();
            case CallbackAddress.ById byId -> new SettlementResult.Unknown();
            case CallbackAddress.ByKey byKey -> storeEarly(attempt, byKey);
        };
    }

    private SettlementResult storeEarly(AnswerAttempt attempt, CallbackAddress.ByKey key) {
        return switch (boundary.applyEarly(attempt, key)) {
            case AnswerBoundary.Result.Rejected rejected -> rejected.reason();
            case AnswerBoundary.Result.Accepted accepted ->
                switch (ledger.create(CallbackFactory.early(attempt.id(), key, accepted.outcome(), clock.instant()))) {
                    case Ledger.Write.Applied applied -> {
                        failPoint.reached(FailPoint.Step.ANSWER_COMMITTED);
                        LOG.infof(
                                "Early answer was stored: callbackId=%s kind=%s correlationKey=%s",
                                attempt.id(), accepted.outcome().kind(), key.correlationKey());
                        yield new SettlementResult.Early(applied.callback());
                    }
                    case Ledger.Write.ConditionFailed conflict -> resolveAgainst(attempt, conflict.current());
                    case Ledger.Write.NotFound notFound ->
                        throw new IllegalStateException("A create can't find that its record is missing.");
                };
        };
    }

    private SettlementResult resolveAgainst(AnswerAttempt attempt, Callback current) {
        if (!attempt.address().mayShow(current)) {
            return new SettlementResult.Unknown();
        }
        if (isReplayed(attempt.delivery(), current)) {
            return new SettlementResult.Replayed(current);
        }
        Callback.PastGeneration past = answeredByThisLink(attempt.address(), current);
        if (past != null) {
            if (!attempt.digest().equals(past.digest())) {
                return conflict(attempt, current);
            }
            return past.state() == CallbackState.DELIVERED
                    ? new SettlementResult.Reported(current)
                    : new SettlementResult.UnderWay(current);
        }
        if (!attempt.address().mayAnswer(current)) {
            return new SettlementResult.Closed(current);
        }
        return switch (current.state()) {
            case PENDING -> commit(attempt, current);
            case EARLY ->
                attempt.digest().equals(current.committedOutcome().digest())
                        ? new SettlementResult.Early(current)
                        : conflict(attempt, current);
            case SETTLING, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED ->
                onAlreadySettled(attempt, current);
        };
    }

    /// Returns whether an earlier generation was answered by a copy of this delivery. Queues and providers
    /// deliver more than once, even hours later, and a captured webhook stays valid forever if its provider
    /// signs no time. A delivery answers the generation that it came to, and a newer one only if that took over
    /// its outcome.
    private static boolean isReplayed(@Nullable AnswerDelivery delivery, Callback current) {
        return delivery != null
                && !isOf(delivery, current.outcome())
                && !isOf(delivery, current.lateAnswer())
                && current.pastGenerations().stream().anyMatch(past -> delivery.committed(past.operationId()));
    }

    private static boolean isOf(AnswerDelivery delivery, @Nullable Outcome outcome) {
        return outcome != null && delivery.committed(outcome.operationId());
    }

    /// The past generation that an old link has answered, if that answer was delivered or may have been: it was
    /// not carried over to the newer token. Any other old link speaks for the current generation.
    private static Callback.@Nullable PastGeneration answeredByThisLink(CallbackAddress address, Callback current) {
        if (!(address instanceof CallbackAddress.ByLink link)) {
            return null;
        }
        long generation = link.claim().generation();
        return current.pastGenerations().stream()
                .filter(past -> past.generation() == generation)
                .filter(past -> past.state() == CallbackState.DELIVERED || past.state() == CallbackState.AMBIGUOUS)
                .filter(past -> past.kind() != null && past.kind().isAnswer())
                .findFirst()
                .orElse(null);
    }

    private SettlementResult commit(AnswerAttempt attempt, Callback pending) {
        return switch (boundary.apply(attempt, pending)) {
            case AnswerBoundary.Result.Rejected rejected -> rejected.reason();
            case AnswerBoundary.Result.Accepted accepted -> commit(attempt, pending.generation(), accepted.outcome());
        };
    }

    private SettlementResult commit(AnswerAttempt attempt, long generation, Outcome outcome) {
        failPoint.reached(FailPoint.Step.ANSWER_CHECKED_IN);
        return switch (ledger.apply(
                attempt.id(), entitled(attempt, Transitions.settle(generation, outcome, clock.instant())))) {
            case Ledger.Write.Applied applied -> afterCommit(applied.callback());
            case Ledger.Write.ConditionFailed conflict -> resolveAgainst(attempt, conflict.current());
            case Ledger.Write.NotFound notFound -> onUnknown(attempt);
        };
    }

    /// Guards a write against a link that was revoked after the record was read.
    private static Ledger.Transition entitled(AnswerAttempt attempt, Ledger.Transition transition) {
        return attempt.address() instanceof CallbackAddress.ByLink link
                ? new Ledger.Transition(
                        transition.guard().linksNotRevoked(link.claim().generation()), transition.mutations())
                : transition;
    }

    private SettlementResult afterCommit(Callback settling) {
        failPoint.reached(FailPoint.Step.ANSWER_COMMITTED);
        // Concatenated: each answer writes this line, and formatting costs more than writing.
        LOG.info("Answer was committed: callbackId=" + settling.id() + " kind="
                + settling.committedOutcome().kind());
        Callback after = reporter.reportAndAwait(settling);
        return switch (after.state()) {
            case SETTLING, AMBIGUOUS -> new SettlementResult.UnderWay(after);
            case DELIVERED -> new SettlementResult.Reported(after);
            case CLOSED, REJECTED, EXPIRED, CANCELLED -> new SettlementResult.Closed(after);
            // A newer token took over the record, and the answer with it.
            case EARLY, PENDING -> new SettlementResult.UnderWay(after);
        };
    }

    private SettlementResult onAlreadySettled(AnswerAttempt attempt, Callback current) {
        Outcome outcome = current.outcome();
        if (outcome != null && outcome.operationId().equals(attempt.operationId()) && isUntouched(current)) {
            // Our own write was accepted and its response was lost: the lease that it set is ours.
            return afterCommit(current);
        }
        if (outcome == null || !outcome.isAnswer()) {
            return storeLate(attempt, current);
        }
        if (!outcome.digest().equals(attempt.digest())) {
            return conflict(attempt, current);
        }
        return switch (current.state()) {
            case DELIVERED -> new SettlementResult.Reported(current);
            case EARLY, PENDING, SETTLING, AMBIGUOUS -> new SettlementResult.UnderWay(current);
            case CLOSED, REJECTED, EXPIRED, CANCELLED -> new SettlementResult.Closed(current);
        };
    }

    private static boolean isUntouched(Callback current) {
        return current.state() == CallbackState.SETTLING
                && current.lease().held()
                && current.lease().fence() == 1;
    }

    private SettlementResult storeLate(AnswerAttempt attempt, Callback current) {
        if (current.lateAnswer() != null) {
            return new SettlementResult.Closed(current);
        }
        return switch (boundary.apply(attempt, current)) {
            case AnswerBoundary.Result.Rejected rejected -> rejected.reason();
            case AnswerBoundary.Result.Accepted accepted ->
                switch (ledger.apply(
                        current.id(),
                        entitled(attempt, Transitions.keepLate(current, accepted.outcome(), clock.instant())))) {
                    case Ledger.Write.Applied applied -> {
                        LOG.infof("Late answer was stored for a newer token: callbackId=%s", current.id());
                        yield new SettlementResult.Closed(applied.callback());
                    }
                    case Ledger.Write.ConditionFailed conflict -> resolveAgainst(attempt, conflict.current());
                    case Ledger.Write.NotFound notFound -> onUnknown(attempt);
                };
        };
    }

    private SettlementResult conflict(AnswerAttempt attempt, Callback current) {
        LOG.warnf("Different answer was rejected: callbackId=%s", current.id());
        if (!current.hasFullHistory()) {
            ledger.apply(
                    current.id(),
                    Transitions.appendHistory(current, "different answer refused", attempt.digest(), clock.instant()));
        }
        return new SettlementResult.Conflict(current);
    }
}
