package io.taskgate.callback.settlement;

import io.taskgate.callback.identity.CallbackIdFactory;
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
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.FailPoint;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Commits the one outcome of a task, then has it reported. What it returns is true and kept: an answer may be
/// acknowledged on it. Safe for many threads.
///
/// Throws [Ledger.LedgerUnavailableException] and [PayloadStore.StoreUnavailableException] when nothing is
/// certain: then nothing may be acknowledged.
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
            RouteRegistry routes,
            PayloadStoreProvider stores,
            Ledger ledger,
            OutcomeReporter reporter,
            FailPoint failPoint,
            Clock clock,
            CallbackIdFactory ids) {
        this.boundary = new AnswerBoundary(routes, stores, clock);
        this.ledger = ledger;
        this.reporter = reporter;
        this.failPoint = failPoint;
        this.clock = clock;
        this.ids = ids;
    }

    /// An answer on its way in.
    private record Attempt(
            CallbackAddress address,
            CallbackId id,
            AnswerBoundary.Given given,
            @Nullable AnswerDelivery delivery) {
        String digest() {
            return given.digest();
        }

        String operationId() {
            return given.operationId();
        }
    }

    public SettlementResult settle(CallbackAddress address, Answer answer) {
        return settle(address, answer, null);
    }

    /// @param delivery what tells this sending of the answer from others; null where nothing does
    public SettlementResult settle(CallbackAddress address, Answer answer, @Nullable AnswerDelivery delivery) {
        CallbackId id = ids.of(address);
        Attempt attempt = new Attempt(
                address,
                id,
                new AnswerBoundary.Given(id, answer, answer.digest(), AnswerDelivery.operationId(delivery)),
                delivery);
        if (address instanceof CallbackAddress.ByLink link
                && !boundary.needsRecord(link.claim().service(), link.claim().operation(), answer)) {
            return commitUnseen(attempt, link.claim());
        }
        return commitSeen(attempt);
    }

    private SettlementResult commitSeen(Attempt attempt) {
        Optional<Callback> standing = ledger.find(attempt.id());
        return standing.isPresent() ? judge(attempt, standing.get()) : nobodyWaits(attempt);
    }

    /// The usual way, one call shorter: the record is not read before it is written.
    private SettlementResult commitUnseen(Attempt attempt, LinkSigner.Claim claim) {
        // Whether the task is still open comes before what is wrong with the answer.
        return boundary.unseen(attempt.given(), claim)
                .map(outcome -> commit(attempt, claim.generation(), outcome))
                .orElseGet(() -> commitSeen(attempt));
    }

    private SettlementResult nobodyWaits(Attempt attempt) {
        return switch (attempt.address()) {
            case CallbackAddress.ByLink byLink -> new SettlementResult.Unknown();
            case CallbackAddress.ById byId -> new SettlementResult.Unknown();
            case CallbackAddress.ByKey byKey -> early(attempt, byKey);
        };
    }

    private SettlementResult early(Attempt attempt, CallbackAddress.ByKey key) {
        return switch (boundary.early(attempt.given(), key)) {
            case AnswerBoundary.Crossed.Not not -> not.why();
            case AnswerBoundary.Crossed.Ready ready ->
                switch (ledger.create(Transitions.early(attempt.id(), key, ready.outcome(), clock.instant()))) {
                    case Ledger.Write.Written written -> {
                        failPoint.reached(FailPoint.Step.ANSWER_COMMITTED);
                        LOG.infof(
                                "%s: %s for %s kept early: nobody waits yet",
                                attempt.id(), ready.outcome().kind(), key.correlationKey());
                        yield new SettlementResult.Early(written.now());
                    }
                    case Ledger.Write.Refused refused -> judge(attempt, refused.standing());
                    case Ledger.Write.Absent absent -> throw new IllegalStateException("a create can't miss");
                };
        };
    }

    private SettlementResult judge(Attempt attempt, Callback standing) {
        if (!attempt.address().mayShow(standing)) {
            return new SettlementResult.Unknown();
        }
        if (isReplayed(attempt.delivery(), standing)) {
            return new SettlementResult.Replayed(standing);
        }
        Callback.Past past = answeredByThisLink(attempt.address(), standing);
        if (past != null) {
            if (!attempt.digest().equals(past.digest())) {
                return conflict(attempt, standing);
            }
            return past.state() == CallbackState.DELIVERED
                    ? new SettlementResult.Reported(standing)
                    : new SettlementResult.UnderWay(standing);
        }
        if (!attempt.address().speaksFor(standing)) {
            return new SettlementResult.Closed(standing);
        }
        return switch (standing.state()) {
            case PENDING -> commit(attempt, standing);
            case EARLY ->
                attempt.digest().equals(standing.committedOutcome().digest())
                        ? new SettlementResult.Early(standing)
                        : conflict(attempt, standing);
            case SETTLING, DELIVERED, CLOSED, REJECTED, AMBIGUOUS, EXPIRED, CANCELLED -> afterwards(attempt, standing);
        };
    }

    /// Queues and providers deliver more than once, hours later too, and a captured webhook stays good for
    /// ever where its provider signs no time. A delivery answers the generation that it came to, and a newer
    /// one only where that took its outcome over.
    private static boolean isReplayed(@Nullable AnswerDelivery delivery, Callback standing) {
        return delivery != null
                && !isOf(delivery, standing.outcome())
                && !isOf(delivery, standing.late())
                && standing.past().stream().anyMatch(past -> delivery.committed(past.operationId()));
    }

    private static boolean isOf(AnswerDelivery delivery, @Nullable Outcome outcome) {
        return outcome != null && delivery.committed(outcome.operationId());
    }

    /// An old link whose answer was delivered, or may have been, stays answered: it was not carried over, and
    /// is not the newer token's. Any other old link speaks for the work as it stands.
    private static Callback.@Nullable Past answeredByThisLink(CallbackAddress address, Callback standing) {
        if (!(address instanceof CallbackAddress.ByLink link)) {
            return null;
        }
        long generation = link.claim().generation();
        return standing.past().stream()
                .filter(past -> past.generation() == generation)
                .filter(past -> past.state() == CallbackState.DELIVERED || past.state() == CallbackState.AMBIGUOUS)
                .filter(past -> past.kind() != null && past.kind().isAnswer())
                .findFirst()
                .orElse(null);
    }

    private SettlementResult commit(Attempt attempt, Callback pending) {
        return switch (boundary.cross(attempt.given(), pending)) {
            case AnswerBoundary.Crossed.Not not -> not.why();
            case AnswerBoundary.Crossed.Ready ready -> commit(attempt, pending.generation(), ready.outcome());
        };
    }

    private SettlementResult commit(Attempt attempt, long generation, Outcome outcome) {
        failPoint.reached(FailPoint.Step.ANSWER_CHECKED_IN);
        return switch (ledger.apply(
                attempt.id(), entitled(attempt, Transitions.settle(generation, outcome, clock.instant())))) {
            case Ledger.Write.Written written -> committed(written.now());
            case Ledger.Write.Refused refused -> judge(attempt, refused.standing());
            case Ledger.Write.Absent absent -> nobodyWaits(attempt);
        };
    }

    /// A link that was revoked after the record was read writes nothing.
    private static Ledger.Transition entitled(Attempt attempt, Ledger.Transition transition) {
        return attempt.address() instanceof CallbackAddress.ByLink link
                ? new Ledger.Transition(
                        transition.guard().linksNotRevoked(link.claim().generation()), transition.edits())
                : transition;
    }

    private SettlementResult committed(Callback settling) {
        failPoint.reached(FailPoint.Step.ANSWER_COMMITTED);
        LOG.info(settling.id() + ": answered: " + settling.committedOutcome().kind());
        Callback after = reporter.reportSoon(settling);
        return switch (after.state()) {
            case SETTLING, AMBIGUOUS -> new SettlementResult.UnderWay(after);
            case DELIVERED -> new SettlementResult.Reported(after);
            case CLOSED, REJECTED, EXPIRED, CANCELLED -> new SettlementResult.Closed(after);
            // A newer token took the record, and the answer with it.
            case EARLY, PENDING -> new SettlementResult.UnderWay(after);
        };
    }

    private SettlementResult afterwards(Attempt attempt, Callback standing) {
        Outcome outcome = standing.outcome();
        if (outcome != null && outcome.operationId().equals(attempt.operationId()) && isUntouched(standing)) {
            // Our own write was accepted and its reply lost: the lease it set is ours.
            return committed(standing);
        }
        if (outcome == null || !outcome.isAnswer()) {
            return late(attempt, standing);
        }
        if (!outcome.digest().equals(attempt.digest())) {
            return conflict(attempt, standing);
        }
        return switch (standing.state()) {
            case DELIVERED -> new SettlementResult.Reported(standing);
            case EARLY, PENDING, SETTLING, AMBIGUOUS -> new SettlementResult.UnderWay(standing);
            case CLOSED, REJECTED, EXPIRED, CANCELLED -> new SettlementResult.Closed(standing);
        };
    }

    private static boolean isUntouched(Callback standing) {
        return standing.state() == CallbackState.SETTLING
                && standing.lease().held()
                && standing.lease().fence() == 1;
    }

    private SettlementResult late(Attempt attempt, Callback standing) {
        if (standing.late() != null) {
            return new SettlementResult.Closed(standing);
        }
        return switch (boundary.cross(attempt.given(), standing)) {
            case AnswerBoundary.Crossed.Not not -> not.why();
            case AnswerBoundary.Crossed.Ready ready ->
                switch (ledger.apply(
                        standing.id(),
                        entitled(attempt, Transitions.keepLate(standing, ready.outcome(), clock.instant())))) {
                    case Ledger.Write.Written written -> {
                        LOG.infof("%s: the task is gone; the answer is kept for a newer token", standing.id());
                        yield new SettlementResult.Closed(written.now());
                    }
                    case Ledger.Write.Refused refused -> judge(attempt, refused.standing());
                    case Ledger.Write.Absent absent -> nobodyWaits(attempt);
                };
        };
    }

    private SettlementResult conflict(Attempt attempt, Callback standing) {
        LOG.warnf("%s: a different answer came; the first one stays", standing.id());
        if (standing.history().size() < Callback.MAX_HISTORY * 2) {
            ledger.apply(
                    standing.id(),
                    Transitions.remark(standing, "different answer refused", attempt.digest(), clock.instant()));
        }
        return new SettlementResult.Conflict(standing);
    }
}
