package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Transition;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.Callback.PastGeneration;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The transitions by which a registration with a newer token takes over an existing record. Each one starts a
/// new generation. Pure functions.
public final class RegistrationTransitions {

    private RegistrationTransitions() {}

    /// The answer that a newer token for the same work is settled with at once, if there is one: an early
    /// answer, an answer to a closed task, or an answer whose report has not ended.
    public static Optional<Outcome> carriedAnswer(Callback current) {
        if (current.lateAnswer() != null) {
            return Optional.of(current.lateAnswer());
        }
        Outcome outcome = current.outcome();
        boolean undelivered = switch (current.state()) {
            case EARLY, SETTLING, CLOSED, REJECTED, EXPIRED -> true;
            case PENDING, DELIVERED, AMBIGUOUS, CANCELLED -> false;
        };
        return Optional.ofNullable(outcome).filter(answer -> undelivered && answer.isAnswer());
    }

    /// A newer token takes over the record, and its request is dispatched (PENDING → PENDING, DELIVERED →
    /// PENDING and so on).
    ///
    /// @param request null if the service has the request already
    public static Transition renew(
            Callback current,
            CallbackOwner owner,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            Instant now) {
        Instant silence = CallbackSchedule.heartbeatDeadline(task, now);
        return Transition.of(
                Transitions.unchanged(current).ownerUnchanged(current.owner()),
                new Mutation.SetOwner(owner),
                generation(current, task, order, now, "registered again"),
                new Mutation.SetState(CallbackState.PENDING, now, null),
                new Mutation.SetDispatch(request == null ? Dispatch.SENT : Dispatch.NEEDED, request),
                new Mutation.ResetHeartbeat(silence),
                new Mutation.SetOutcome(null),
                new Mutation.SetLease(Lease.NONE),
                new Mutation.SetLateAnswer(null),
                new Mutation.SetDue(CallbackSchedule.dispatchDue(now, silence)),
                new Mutation.SetExpiry(null));
    }

    /// A newer token takes over the record together with an answer that is stored already (EARLY → SETTLING,
    /// carry-over).
    public static Transition carry(
            Callback current, CallbackOwner owner, Outcome answer, RegisteredTask task, TokenOrder order, Instant now) {
        Guard guard = Transitions.unchanged(current).ownerUnchanged(current.owner());
        return Transition.of(
                current.state() == CallbackState.EARLY
                        ? guard.operationId(current.committedOutcome().operationId())
                        : guard,
                new Mutation.SetOwner(owner),
                generation(current, task, order, now, "registered, answer was here"),
                new Mutation.SetState(CallbackState.SETTLING, now, null),
                new Mutation.SetDispatch(Dispatch.NONE, null),
                new Mutation.ResetHeartbeat(null),
                new Mutation.SetOutcome(answer),
                new Mutation.SetLease(new Lease(1, true, false)),
                new Mutation.SetLateAnswer(null),
                new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)),
                new Mutation.SetExpiry(null));
    }

    private static Mutation generation(
            Callback current, RegisteredTask task, TokenOrder order, Instant now, String event) {
        List<PastGeneration> past = last(current.pastGenerations(), Callback.MAX_PAST - 1);
        if (current.task() != null) {
            past.add(pastGeneration(current, current.task()));
        }
        List<Callback.HistoryEntry> history = new ArrayList<>(current.recentHistory());
        history.add(new Callback.HistoryEntry(now, event, Transitions.sizes(task)));
        return new Mutation.NextGeneration(current.generation() + 1, order, task, past, history);
    }

    private static PastGeneration pastGeneration(Callback current, RegisteredTask task) {
        Outcome outcome = current.outcome();
        return outcome == null
                ? new PastGeneration(current.generation(), task.tokenDigest(), current.state(), null, null, null)
                : new PastGeneration(
                        current.generation(),
                        task.tokenDigest(),
                        current.state(),
                        outcome.kind(),
                        outcome.digest(),
                        outcome.operationId());
    }

    private static <T> List<T> last(List<T> all, int max) {
        return new ArrayList<>(all.subList(Math.max(0, all.size() - max), all.size()));
    }
}
