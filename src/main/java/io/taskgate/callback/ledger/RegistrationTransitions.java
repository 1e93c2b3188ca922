package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Transition;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.Callback.Past;
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

    /// The answer that a newer token for the same work would be settled with at once, if there is one: an early
    /// one, one that found its task gone, one whose report is not through.
    public static Optional<Outcome> carriedAnswer(Callback standing) {
        if (standing.late() != null) {
            return Optional.of(standing.late());
        }
        Outcome outcome = standing.outcome();
        boolean undelivered =
                switch (standing.state()) {
                    case EARLY, SETTLING, CLOSED, REJECTED, EXPIRED -> true;
                    case PENDING, DELIVERED, AMBIGUOUS, CANCELLED -> false;
                };
        return Optional.ofNullable(outcome).filter(answer -> undelivered && answer.isAnswer());
    }

    /// A newer token takes the record; its request goes out (PENDING → PENDING, DELIVERED → PENDING and the
    /// like).
    ///
    /// @param request null for one that is out already
    public static Transition renew(
            Callback standing,
            CallbackOwner owner,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            Instant now) {
        Instant silence = CallbackSchedule.heartbeatDeadline(task, now);
        return Transition.of(
                Transitions.unchanged(standing).ownerUnchanged(standing.owner()),
                new Mutation.SetOwner(owner),
                generation(standing, task, order, now, "registered again"),
                new Mutation.Enter(CallbackState.PENDING, now, null),
                new Mutation.SetDispatch(request == null ? Dispatch.SENT : Dispatch.NEEDED, request),
                new Mutation.StartPulse(silence),
                new Mutation.SetOutcome(null),
                new Mutation.SetLease(Lease.NONE),
                new Mutation.SetLate(null),
                new Mutation.SetDue(CallbackSchedule.dispatchDue(now, silence)),
                new Mutation.SetExpiry(null));
    }

    /// A newer token takes the record, and the answer that is here already (EARLY → SETTLING, carry-over).
    public static Transition carry(
            Callback standing,
            CallbackOwner owner,
            Outcome answer,
            RegisteredTask task,
            TokenOrder order,
            Instant now) {
        Guard guard = Transitions.unchanged(standing).ownerUnchanged(standing.owner());
        return Transition.of(
                standing.state() == CallbackState.EARLY
                        ? guard.operationId(standing.committedOutcome().operationId())
                        : guard,
                new Mutation.SetOwner(owner),
                generation(standing, task, order, now, "registered, answer was here"),
                new Mutation.Enter(CallbackState.SETTLING, now, null),
                new Mutation.SetDispatch(Dispatch.NONE, null),
                new Mutation.StartPulse(null),
                new Mutation.SetOutcome(answer),
                new Mutation.SetLease(new Lease(1, true, false)),
                new Mutation.SetLate(null),
                new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)),
                new Mutation.SetExpiry(null));
    }

    private static Mutation generation(
            Callback standing, RegisteredTask task, TokenOrder order, Instant now, String event) {
        List<Past> past = last(standing.past(), Callback.MAX_PAST - 1);
        if (standing.task() != null) {
            past.add(ended(standing, standing.task()));
        }
        List<Callback.Entry> history = last(standing.history(), Callback.MAX_HISTORY - 1);
        history.add(new Callback.Entry(now, event, Transitions.sizes(task)));
        return new Mutation.Generation(standing.generation() + 1, order, task, past, history);
    }

    private static Past ended(Callback standing, RegisteredTask task) {
        Outcome outcome = standing.outcome();
        return outcome == null
                ? new Past(standing.generation(), task.tokenDigest(), standing.state(), null, null, null)
                : new Past(
                        standing.generation(),
                        task.tokenDigest(),
                        standing.state(),
                        outcome.kind(),
                        outcome.digest(),
                        outcome.operationId());
    }

    private static <T> List<T> last(List<T> all, int max) {
        return new ArrayList<>(all.subList(Math.max(0, all.size() - max), all.size()));
    }
}
