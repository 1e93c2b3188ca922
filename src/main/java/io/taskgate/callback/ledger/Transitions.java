package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Transition;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.Callback.Past;
import io.taskgate.callback.model.Callback.Pulse;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TokenOrder;
import io.taskgate.payload.claimcheck.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The protocol's table: every change a record may undergo, with the guard that it is written under. Pure:
/// decides nothing by itself and touches nothing. `docs/protocol.md` has the same table in words.
public final class Transitions {

    private Transitions() {}

    /// ∅ → PENDING: the request must go out.
    ///
    /// @param request null for one that is out already
    public static Callback pending(
            CallbackId id,
            Registration from,
            RegisteredTask task,
            TokenOrder order,
            @Nullable Payload request,
            Instant now) {
        Instant silence = heartbeatDeadline(task, now);
        return new Callback(
                id,
                from.tenant(),
                from.service(),
                from.operation(),
                from.correlationKey(),
                from.owner(),
                CallbackState.PENDING,
                1,
                order,
                task,
                request == null ? Dispatch.SENT : Dispatch.NEEDED,
                request,
                new Pulse(null, silence, 0, null),
                null,
                Lease.NONE,
                null,
                List.of(),
                List.of(new Callback.Entry(now, "registered", sizes(task))),
                dispatchDue(now, silence),
                null,
                now);
    }

    /// ∅ → SETTLING: the outcome comes with the token: of a call, or of a request that may not travel.
    public static Callback settled(
            CallbackId id, Registration from, RegisteredTask task, TokenOrder order, Outcome outcome, Instant now) {
        return new Callback(
                id,
                from.tenant(),
                from.service(),
                from.operation(),
                from.correlationKey(),
                from.owner(),
                CallbackState.SETTLING,
                1,
                order,
                task,
                Dispatch.NONE,
                null,
                Pulse.NONE,
                outcome,
                new Lease(1, true, false),
                null,
                List.of(),
                List.of(
                        new Callback.Entry(now, "registered", sizes(task)),
                        new Callback.Entry(now, "settled", outcome.error())),
                now.plus(ProtocolTimings.REPORT_WATCH),
                null,
                now);
    }

    /// ∅ → EARLY: nobody waits for this answer yet.
    public static Callback early(CallbackId id, CallbackAddress.ByKey address, Outcome answer, Instant now) {
        return new Callback(
                id,
                address.tenant(),
                address.service(),
                address.operation(),
                address.correlationKey(),
                null,
                CallbackState.EARLY,
                0,
                TokenOrder.NONE,
                null,
                Dispatch.NONE,
                null,
                Pulse.NONE,
                answer,
                Lease.NONE,
                null,
                List.of(),
                List.of(new Callback.Entry(now, "answered early", answer.kind().name())),
                now.plus(ProtocolTimings.EARLY_KEPT),
                null,
                now);
    }

    /// The answer that a newer token for the same work would be settled with at once, if there is one: an early
    /// one, one that found its task gone, one whose report is not through.
    public static Optional<Outcome> carried(Callback standing) {
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
        Instant silence = heartbeatDeadline(task, now);
        return Transition.of(
                unchanged(standing).ownerUnchanged(standing.owner()),
                new Mutation.SetOwner(owner),
                generation(standing, task, order, now, "registered again"),
                new Mutation.Enter(CallbackState.PENDING, now, null),
                new Mutation.SetDispatch(request == null ? Dispatch.SENT : Dispatch.NEEDED, request),
                new Mutation.StartPulse(silence),
                new Mutation.SetOutcome(null),
                new Mutation.SetLease(Lease.NONE),
                new Mutation.SetLate(null),
                new Mutation.SetDue(dispatchDue(now, silence)),
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
        Guard guard = unchanged(standing).ownerUnchanged(standing.owner());
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

    /// A request that is out: PENDING stays.
    public static Transition sent(Callback pending, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED),
                new Mutation.SetDispatch(Dispatch.SENT, null),
                note(now, "request published", null));
    }

    /// Moves the sweep's next look, if nothing else moved meanwhile, the look included: of two replicas that
    /// look at once, one goes on.
    public static Transition reschedule(Callback seen, @Nullable Instant due) {
        Guard guard = unchanged(seen).dueUnchanged(seen.dueAt());
        return Transition.of(
                seen.state() == CallbackState.PENDING ? guard.dispatch(seen.dispatch()) : guard,
                new Mutation.SetDue(due));
    }

    /// PENDING → SETTLING by an answer or a cancellation.
    public static Transition settle(long generation, Outcome outcome, Instant now) {
        return settle(Guard.in(CallbackState.PENDING).generation(generation), outcome, now);
    }

    /// PENDING → SETTLING by the clock: the same slot as an answer's, and only if no heartbeat came meanwhile.
    public static Transition timeOut(Callback pending, Outcome outcome, Instant now) {
        Guard guard = Guard.in(CallbackState.PENDING)
                .generation(pending.generation())
                .beatUnchanged(pending.pulse().beatAt());
        return settle(guard, outcome, now);
    }

    /// The sweep takes a report over from a holder that stopped, or picks up one that was put back.
    public static Transition takeOver(Callback settling, Instant now) {
        boolean inDoubt = settling.lease().held() || settling.lease().doubt();
        List<Mutation> edits = new ArrayList<>();
        edits.add(new Mutation.SetLease(new Lease(settling.lease().fence() + 1, true, inDoubt)));
        edits.add(new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)));
        if (settling.history().size() < Callback.MAX_HISTORY) {
            // An outage may last a day: its thousands of tries must not fill the record.
            edits.add(note(now, settling.lease().held() ? "report taken over" : "report tried again", null));
        }
        return new Transition(holding(settling), edits);
    }

    /// The report could not be made now: anyone may try it from `due` on.
    public static Transition putBack(Callback settling, boolean doubt, Instant due, String reason) {
        return Transition.of(
                holding(settling),
                new Mutation.Enter(CallbackState.SETTLING, settling.changedAt(), reason),
                new Mutation.SetLease(new Lease(settling.lease().fence(), false, doubt)),
                new Mutation.SetDue(due));
    }

    /// Step Functions refused the result as no JSON: a failure takes its place in the same slot.
    public static Transition replace(Callback settling, Outcome failure, Instant now) {
        return Transition.of(
                holding(settling), new Mutation.SetOutcome(failure), note(now, "result refused", failure.cause()));
    }

    /// SETTLING → DELIVERED / CLOSED / REJECTED / EXPIRED.
    public static Transition end(Callback settling, CallbackState end, @Nullable String reason, Instant now) {
        return Transition.of(
                holding(settling),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetLease(new Lease(
                        settling.lease().fence(), false, settling.lease().doubt())),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "ended", end.name()));
    }

    /// SETTLING → AMBIGUOUS: history will tell.
    public static Transition ambiguous(Callback settling, Instant now) {
        return Transition.of(
                holding(settling),
                new Mutation.Enter(CallbackState.AMBIGUOUS, now, "a reply was lost, and the task is closed now"),
                new Mutation.SetLease(new Lease(settling.lease().fence(), false, true)),
                new Mutation.SetDue(now),
                note(now, "ambiguous", null));
    }

    /// AMBIGUOUS → DELIVERED / CLOSED, as the execution's history says.
    public static Transition reconciled(Callback ambiguous, CallbackState end, String reason, Instant now) {
        return Transition.of(
                unchanged(ambiguous),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "reconciled", end.name() + ": " + reason));
    }

    /// History has not told for as long as AWS keeps it: nobody will know. The record stays AMBIGUOUS, so that
    /// its answer is not carried over, and is not looked at any more.
    public static Transition unknowable(Callback ambiguous, String reason, Instant now) {
        return Transition.of(
                unchanged(ambiguous),
                new Mutation.Enter(CallbackState.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "ended", reason));
    }

    /// History can't be asked (now): the record says why.
    public static Transition stillAmbiguous(Callback ambiguous, Instant due, String reason) {
        return Transition.of(
                unchanged(ambiguous),
                new Mutation.Enter(CallbackState.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Mutation.SetDue(due));
    }

    /// REJECTED or EXPIRED → SETTLING: an operator wants the standing outcome reported once more.
    public static Transition retry(Callback ended, Instant now) {
        return Transition.of(
                unchanged(ended),
                new Mutation.Enter(CallbackState.SETTLING, now, null),
                new Mutation.SetLease(new Lease(ended.lease().fence() + 1, true, true)),
                new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)),
                new Mutation.SetExpiry(null),
                note(now, "redriven", null));
    }

    /// PENDING → CLOSED or REJECTED: a heartbeat learnt that the task is gone.
    public static Transition gone(Callback pending, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "task gone", reason));
    }

    /// EARLY → EXPIRED / CANCELLED.
    public static Transition unclaimed(Callback early, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.EARLY),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "ended", end.name()));
    }

    /// An accepted heartbeat. The due index is left alone: the sweep finds the old due time and reschedules.
    public static Transition beat(
            Callback pending, com.fasterxml.jackson.databind.@Nullable JsonNode progress, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()).beatNotAfter(now),
                new Mutation.AddBeat(now, heartbeatDeadline(pending.registeredTask(), now), progress));
    }

    /// A heartbeat that was accepted at `at` and is written later: none that came meanwhile may be put back by
    /// it.
    public static Transition beatOf(Callback seen, Instant at) {
        return Transition.of(
                Guard.in(CallbackState.PENDING)
                        .generation(seen.generation())
                        .beatUnchanged(seen.pulse().beatAt()),
                new Mutation.AddBeat(at, heartbeatDeadline(seen.registeredTask(), at), null));
    }

    /// The first answer that found its task gone is kept for a newer token.
    public static Transition keepLate(Callback standing, Outcome late, Instant now) {
        return Transition.of(
                unchanged(standing).noLateAnswer(),
                new Mutation.SetLate(late),
                note(now, "late answer kept", late.kind().name()));
    }

    /// An operator gives the record to another owner; nothing else changes.
    public static Transition transfer(Callback standing, CallbackOwner to, String reason, Instant now) {
        return Transition.of(
                unchanged(standing).ownerUnchanged(standing.owner()),
                new Mutation.SetOwner(to),
                note(now, "transferred", "from " + standing.owner() + " to " + to + ": " + reason));
    }

    /// Something that changes nothing, for the record.
    public static Transition remark(Callback standing, String event, String detail, Instant now) {
        return Transition.of(unchanged(standing), note(now, event, detail));
    }

    /// The links of all generations up to the standing one answer no more.
    public static Transition revokeLinks(Callback standing, String reason, Instant now) {
        return Transition.of(
                unchanged(standing),
                new Mutation.RevokeLinks(standing.generation()),
                note(now, "links revoked", reason));
    }

    private static Transition settle(Guard guard, Outcome outcome, Instant now) {
        return Transition.of(
                guard,
                new Mutation.Enter(CallbackState.SETTLING, now, null),
                new Mutation.SetOutcome(outcome),
                new Mutation.SetLease(new Lease(1, true, false)),
                new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)),
                note(now, "settled", outcome.kind().name()));
    }

    private static Guard unchanged(Callback seen) {
        return Guard.in(seen.state()).generation(seen.generation());
    }

    private static Guard holding(Callback settling) {
        return unchanged(settling).fence(settling.lease().fence());
    }

    private static Mutation generation(
            Callback standing, RegisteredTask task, TokenOrder order, Instant now, String event) {
        List<Past> past = last(standing.past(), Callback.MAX_PAST - 1);
        if (standing.task() != null) {
            past.add(ended(standing, standing.task()));
        }
        List<Callback.Entry> history = last(standing.history(), Callback.MAX_HISTORY - 1);
        history.add(new Callback.Entry(now, event, sizes(task)));
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

    private static Mutation note(Instant at, String event, @Nullable String detail) {
        return new Mutation.Note(new Callback.Entry(at, event, detail));
    }

    private static String sizes(RegisteredTask task) {
        return task.request().bytesIn() + " B in, " + task.request().bytesOut() + " B out";
    }

    private static Instant dispatchDue(Instant now, @Nullable Instant silence) {
        Instant retry = now.plus(ProtocolTimings.DISPATCH_RETRY);
        return silence == null || silence.isAfter(retry) ? retry : silence;
    }

    private static @Nullable Instant heartbeatDeadline(RegisteredTask task, Instant from) {
        Duration heartbeat = task.heartbeat();
        return heartbeat == null ? null : from.plus(heartbeat);
    }

    /// When a PENDING record whose request is out must be looked at again.
    public static Instant nextTimeOut(Callback pending, Instant now) {
        return Stream.of(
                        Optional.ofNullable(pending.registeredTask().deadline())
                                .map(at -> at.plus(ProtocolTimings.SKEW_MARGIN)),
                        Optional.ofNullable(pending.pulse().deadline()).map(at -> nextOfSilence(pending, at, now)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseGet(() -> pending.registeredTask().registeredAt().plus(ProtocolTimings.LONGEST_EXECUTION));
    }

    /// First when the silence is nearly over, and then as often as Step Functions must be told to wait until it
    /// is.
    private static Instant nextOfSilence(Callback pending, Instant deadline, Instant now) {
        Duration lead = silenceLead(pending);
        Instant nearly = deadline.minus(lead);
        if (now.isBefore(nearly)) {
            return nearly;
        }
        Instant over = deadline.plus(ProtocolTimings.SKEW_MARGIN);
        Instant next = now.plus(lead);
        return next.isBefore(over) ? next : over;
    }

    /// Whether Step Functions, which may watch the same silence, would end the task about now.
    public static boolean isNearlySilent(Callback pending, Instant now) {
        Instant deadline = pending.pulse().deadline();
        return deadline != null && !now.isBefore(deadline.minus(silenceLead(pending)));
    }

    private static Duration silenceLead(Callback pending) {
        return ProtocolTimings.silenceLead(
                Objects.requireNonNullElse(pending.registeredTask().heartbeat(), Duration.ZERO));
    }
}
