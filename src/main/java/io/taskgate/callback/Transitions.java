package io.taskgate.callback;

import io.taskgate.callback.Callback.Dispatch;
import io.taskgate.callback.Callback.Lease;
import io.taskgate.callback.Callback.Past;
import io.taskgate.callback.Callback.Pulse;
import io.taskgate.callback.Ledger.Transition;
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
final class Transitions {

    private Transitions() {}

    /// ∅ → PENDING: the request must go out.
    ///
    /// @param request null for one that is out already
    static Callback pending(
            CallbackId id, Registration from, Task task, Order order, @Nullable Payload request, Instant now) {
        Instant silence = heartbeatDeadline(task, now);
        return new Callback(
                id,
                from.tenant(),
                from.service(),
                from.operation(),
                from.correlationKey(),
                from.owner(),
                State.PENDING,
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
    static Callback settled(CallbackId id, Registration from, Task task, Order order, Outcome outcome, Instant now) {
        return new Callback(
                id,
                from.tenant(),
                from.service(),
                from.operation(),
                from.correlationKey(),
                from.owner(),
                State.SETTLING,
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
                now.plus(Timing.REPORT_WATCH),
                null,
                now);
    }

    /// ∅ → EARLY: nobody waits for this answer yet.
    static Callback early(CallbackId id, Address.ByKey address, Outcome answer, Instant now) {
        return new Callback(
                id,
                address.tenant(),
                address.service(),
                address.operation(),
                address.correlationKey(),
                null,
                State.EARLY,
                0,
                Order.NONE,
                null,
                Dispatch.NONE,
                null,
                Pulse.NONE,
                answer,
                Lease.NONE,
                null,
                List.of(),
                List.of(new Callback.Entry(now, "answered early", answer.kind().name())),
                now.plus(Timing.EARLY_KEPT),
                null,
                now);
    }

    /// The answer that a newer token for the same work would be settled with at once, if there is one: an early
    /// one, one that found its task gone, one whose report is not through.
    static Optional<Outcome> carried(Callback standing) {
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
    static Transition renew(
            Callback standing, Owner owner, Task task, Order order, @Nullable Payload request, Instant now) {
        Instant silence = heartbeatDeadline(task, now);
        return Transition.of(
                unchanged(standing).ownerUnchanged(standing.owner()),
                new Edit.SetOwner(owner),
                generation(standing, task, order, now, "registered again"),
                new Edit.Enter(State.PENDING, now, null),
                new Edit.SetDispatch(request == null ? Dispatch.SENT : Dispatch.NEEDED, request),
                new Edit.StartPulse(silence),
                new Edit.SetOutcome(null),
                new Edit.SetLease(Lease.NONE),
                new Edit.SetLate(null),
                new Edit.SetDue(dispatchDue(now, silence)),
                new Edit.SetExpiry(null));
    }

    /// A newer token takes the record, and the answer that is here already (EARLY → SETTLING, carry-over).
    static Transition carry(Callback standing, Owner owner, Outcome answer, Task task, Order order, Instant now) {
        Guard guard = unchanged(standing).ownerUnchanged(standing.owner());
        return Transition.of(
                standing.state() == State.EARLY
                        ? guard.operationId(standing.committedOutcome().operationId())
                        : guard,
                new Edit.SetOwner(owner),
                generation(standing, task, order, now, "registered, answer was here"),
                new Edit.Enter(State.SETTLING, now, null),
                new Edit.SetDispatch(Dispatch.NONE, null),
                new Edit.StartPulse(null),
                new Edit.SetOutcome(answer),
                new Edit.SetLease(new Lease(1, true, false)),
                new Edit.SetLate(null),
                new Edit.SetDue(now.plus(Timing.REPORT_WATCH)),
                new Edit.SetExpiry(null));
    }

    /// A request that is out: PENDING stays.
    static Transition sent(Callback pending, Instant now) {
        return Transition.of(
                Guard.in(State.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED),
                new Edit.SetDispatch(Dispatch.SENT, null),
                note(now, "request published", null));
    }

    /// Moves the sweep's next look, if nothing else moved meanwhile, the look included: of two replicas that
    /// look at once, one goes on.
    static Transition reschedule(Callback seen, @Nullable Instant due) {
        Guard guard = unchanged(seen).dueUnchanged(seen.dueAt());
        return Transition.of(
                seen.state() == State.PENDING ? guard.dispatch(seen.dispatch()) : guard, new Edit.SetDue(due));
    }

    /// PENDING → SETTLING by an answer or a cancellation.
    static Transition settle(long generation, Outcome outcome, Instant now) {
        return settle(Guard.in(State.PENDING).generation(generation), outcome, now);
    }

    /// PENDING → SETTLING by the clock: the same slot as an answer's, and only if no heartbeat came meanwhile.
    static Transition timeOut(Callback pending, Outcome outcome, Instant now) {
        Guard guard = Guard.in(State.PENDING)
                .generation(pending.generation())
                .beatUnchanged(pending.pulse().beatAt());
        return settle(guard, outcome, now);
    }

    /// The sweep takes a report over from a holder that stopped, or picks up one that was put back.
    static Transition takeOver(Callback settling, Instant now) {
        boolean inDoubt = settling.lease().held() || settling.lease().doubt();
        List<Edit> edits = new ArrayList<>();
        edits.add(new Edit.SetLease(new Lease(settling.lease().fence() + 1, true, inDoubt)));
        edits.add(new Edit.SetDue(now.plus(Timing.REPORT_WATCH)));
        if (settling.history().size() < Callback.MAX_HISTORY) {
            // An outage may last a day: its thousands of tries must not fill the record.
            edits.add(note(now, settling.lease().held() ? "report taken over" : "report tried again", null));
        }
        return new Transition(holding(settling), edits);
    }

    /// The report could not be made now: anyone may try it from `due` on.
    static Transition putBack(Callback settling, boolean doubt, Instant due, String reason) {
        return Transition.of(
                holding(settling),
                new Edit.Enter(State.SETTLING, settling.changedAt(), reason),
                new Edit.SetLease(new Lease(settling.lease().fence(), false, doubt)),
                new Edit.SetDue(due));
    }

    /// Step Functions refused the result as no JSON: a failure takes its place in the same slot.
    static Transition replace(Callback settling, Outcome failure, Instant now) {
        return Transition.of(
                holding(settling), new Edit.SetOutcome(failure), note(now, "result refused", failure.cause()));
    }

    /// SETTLING → DELIVERED / CLOSED / REJECTED / EXPIRED.
    static Transition end(Callback settling, State end, @Nullable String reason, Instant now) {
        return Transition.of(
                holding(settling),
                new Edit.Enter(end, now, reason),
                new Edit.SetLease(new Lease(
                        settling.lease().fence(), false, settling.lease().doubt())),
                new Edit.SetDue(null),
                new Edit.SetExpiry(now.plus(Timing.KEPT)),
                note(now, "ended", end.name()));
    }

    /// SETTLING → AMBIGUOUS: history will tell.
    static Transition ambiguous(Callback settling, Instant now) {
        return Transition.of(
                holding(settling),
                new Edit.Enter(State.AMBIGUOUS, now, "a reply was lost, and the task is closed now"),
                new Edit.SetLease(new Lease(settling.lease().fence(), false, true)),
                new Edit.SetDue(now),
                note(now, "ambiguous", null));
    }

    /// AMBIGUOUS → DELIVERED / CLOSED, as the execution's history says.
    static Transition reconciled(Callback ambiguous, State end, String reason, Instant now) {
        return Transition.of(
                unchanged(ambiguous),
                new Edit.Enter(end, now, reason),
                new Edit.SetDue(null),
                new Edit.SetExpiry(now.plus(Timing.KEPT)),
                note(now, "reconciled", end.name() + ": " + reason));
    }

    /// History has not told for as long as AWS keeps it: nobody will know. The record stays AMBIGUOUS, so that
    /// its answer is not carried over, and is not looked at any more.
    static Transition unknowable(Callback ambiguous, String reason, Instant now) {
        return Transition.of(
                unchanged(ambiguous),
                new Edit.Enter(State.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Edit.SetDue(null),
                new Edit.SetExpiry(now.plus(Timing.KEPT)),
                note(now, "ended", reason));
    }

    /// History can't be asked (now): the record says why.
    static Transition stillAmbiguous(Callback ambiguous, Instant due, String reason) {
        return Transition.of(
                unchanged(ambiguous),
                new Edit.Enter(State.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Edit.SetDue(due));
    }

    /// REJECTED or EXPIRED → SETTLING: an operator wants the standing outcome reported once more.
    static Transition retry(Callback ended, Instant now) {
        return Transition.of(
                unchanged(ended),
                new Edit.Enter(State.SETTLING, now, null),
                new Edit.SetLease(new Lease(ended.lease().fence() + 1, true, true)),
                new Edit.SetDue(now.plus(Timing.REPORT_WATCH)),
                new Edit.SetExpiry(null),
                note(now, "redriven", null));
    }

    /// PENDING → CLOSED or REJECTED: a heartbeat learnt that the task is gone.
    static Transition gone(Callback pending, State end, String reason, Instant now) {
        return Transition.of(
                Guard.in(State.PENDING).generation(pending.generation()),
                new Edit.Enter(end, now, reason),
                new Edit.SetDue(null),
                new Edit.SetExpiry(now.plus(Timing.KEPT)),
                note(now, "task gone", reason));
    }

    /// EARLY → EXPIRED / CANCELLED.
    static Transition unclaimed(Callback early, State end, String reason, Instant now) {
        return Transition.of(
                Guard.in(State.EARLY),
                new Edit.Enter(end, now, reason),
                new Edit.SetDue(null),
                new Edit.SetExpiry(now.plus(Timing.KEPT)),
                note(now, "ended", end.name()));
    }

    /// An accepted heartbeat. The due index is left alone: the sweep finds the old due time and reschedules.
    static Transition beat(Callback pending, com.fasterxml.jackson.databind.@Nullable JsonNode progress, Instant now) {
        return Transition.of(
                Guard.in(State.PENDING).generation(pending.generation()).beatNotAfter(now),
                new Edit.AddBeat(now, heartbeatDeadline(pending.registeredTask(), now), progress));
    }

    /// A heartbeat that was accepted at `at` and is written later: none that came meanwhile may be put back by
    /// it.
    static Transition beatOf(Callback seen, Instant at) {
        return Transition.of(
                Guard.in(State.PENDING)
                        .generation(seen.generation())
                        .beatUnchanged(seen.pulse().beatAt()),
                new Edit.AddBeat(at, heartbeatDeadline(seen.registeredTask(), at), null));
    }

    /// The first answer that found its task gone is kept for a newer token.
    static Transition keepLate(Callback standing, Outcome late, Instant now) {
        return Transition.of(
                unchanged(standing).noLateAnswer(),
                new Edit.SetLate(late),
                note(now, "late answer kept", late.kind().name()));
    }

    /// An operator gives the record to another owner; nothing else changes.
    static Transition transfer(Callback standing, Owner to, String reason, Instant now) {
        return Transition.of(
                unchanged(standing).ownerUnchanged(standing.owner()),
                new Edit.SetOwner(to),
                note(now, "transferred", "from " + standing.owner() + " to " + to + ": " + reason));
    }

    /// Something that changes nothing, for the record.
    static Transition remark(Callback standing, String event, String detail, Instant now) {
        return Transition.of(unchanged(standing), note(now, event, detail));
    }

    /// The links of all generations up to the standing one answer no more.
    static Transition revokeLinks(Callback standing, String reason, Instant now) {
        return Transition.of(
                unchanged(standing), new Edit.RevokeLinks(standing.generation()), note(now, "links revoked", reason));
    }

    private static Transition settle(Guard guard, Outcome outcome, Instant now) {
        return Transition.of(
                guard,
                new Edit.Enter(State.SETTLING, now, null),
                new Edit.SetOutcome(outcome),
                new Edit.SetLease(new Lease(1, true, false)),
                new Edit.SetDue(now.plus(Timing.REPORT_WATCH)),
                note(now, "settled", outcome.kind().name()));
    }

    private static Guard unchanged(Callback seen) {
        return Guard.in(seen.state()).generation(seen.generation());
    }

    private static Guard holding(Callback settling) {
        return unchanged(settling).fence(settling.lease().fence());
    }

    private static Edit generation(Callback standing, Task task, Order order, Instant now, String event) {
        List<Past> past = last(standing.past(), Callback.MAX_PAST - 1);
        if (standing.task() != null) {
            past.add(ended(standing, standing.task()));
        }
        List<Callback.Entry> history = last(standing.history(), Callback.MAX_HISTORY - 1);
        history.add(new Callback.Entry(now, event, sizes(task)));
        return new Edit.Generation(standing.generation() + 1, order, task, past, history);
    }

    private static Past ended(Callback standing, Task task) {
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

    private static Edit note(Instant at, String event, @Nullable String detail) {
        return new Edit.Note(new Callback.Entry(at, event, detail));
    }

    private static String sizes(Task task) {
        return task.request().bytesIn() + " B in, " + task.request().bytesOut() + " B out";
    }

    private static Instant dispatchDue(Instant now, @Nullable Instant silence) {
        Instant retry = now.plus(Timing.DISPATCH_RETRY);
        return silence == null || silence.isAfter(retry) ? retry : silence;
    }

    private static @Nullable Instant heartbeatDeadline(Task task, Instant from) {
        Duration heartbeat = task.heartbeat();
        return heartbeat == null ? null : from.plus(heartbeat);
    }

    /// When a PENDING record whose request is out must be looked at again.
    static Instant nextTimeOut(Callback pending, Instant now) {
        return Stream.of(
                        Optional.ofNullable(pending.registeredTask().deadline()).map(at -> at.plus(Timing.SKEW_MARGIN)),
                        Optional.ofNullable(pending.pulse().deadline()).map(at -> nextOfSilence(pending, at, now)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseGet(() -> pending.registeredTask().registeredAt().plus(Timing.LONGEST_EXECUTION));
    }

    /// First when the silence is nearly over, and then as often as Step Functions must be told to wait until it
    /// is.
    private static Instant nextOfSilence(Callback pending, Instant deadline, Instant now) {
        Duration lead = silenceLead(pending);
        Instant nearly = deadline.minus(lead);
        if (now.isBefore(nearly)) {
            return nearly;
        }
        Instant over = deadline.plus(Timing.SKEW_MARGIN);
        Instant next = now.plus(lead);
        return next.isBefore(over) ? next : over;
    }

    /// Whether Step Functions, which may watch the same silence, would end the task about now.
    static boolean isNearlySilent(Callback pending, Instant now) {
        Instant deadline = pending.pulse().deadline();
        return deadline != null && !now.isBefore(deadline.minus(silenceLead(pending)));
    }

    private static Duration silenceLead(Callback pending) {
        return Timing.silenceLead(
                Objects.requireNonNullElse(pending.registeredTask().heartbeat(), Duration.ZERO));
    }
}
