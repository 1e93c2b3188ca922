package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Transition;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Dispatch;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.RegisteredTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The transitions of a waiting or ended callback: answers, time-outs, heartbeats and operator actions, each with
/// the guard that it is written under. Together with [RegistrationTransitions] and [ReportTransitions] it is the
/// table of `docs/protocol.md` in code. Pure functions; the only way in which a record changes.
public final class Transitions {

    private Transitions() {}

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

    /// PENDING → CLOSED or REJECTED: a heartbeat learnt that the task is gone.
    public static Transition taskClosed(Callback pending, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "task gone", reason));
    }

    /// EARLY → EXPIRED / CANCELLED.
    public static Transition endEarly(Callback early, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.EARLY),
                new Mutation.Enter(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.KEPT)),
                note(now, "ended", end.name()));
    }

    /// An accepted heartbeat. The due index is left alone: the sweep finds the old due time and reschedules.
    public static Transition heartbeat(
            Callback pending, com.fasterxml.jackson.databind.@Nullable JsonNode progress, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()).beatNotAfter(now),
                new Mutation.AddBeat(now, CallbackSchedule.heartbeatDeadline(pending.registeredTask(), now), progress));
    }

    /// A heartbeat that was accepted at `at` and is written later: none that came meanwhile may be put back by
    /// it.
    public static Transition heartbeatAt(Callback seen, Instant at) {
        return Transition.of(
                Guard.in(CallbackState.PENDING)
                        .generation(seen.generation())
                        .beatUnchanged(seen.pulse().beatAt()),
                new Mutation.AddBeat(at, CallbackSchedule.heartbeatDeadline(seen.registeredTask(), at), null));
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
    public static Transition appendHistory(Callback standing, String event, String detail, Instant now) {
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

    static Guard unchanged(Callback seen) {
        return Guard.in(seen.state()).generation(seen.generation());
    }

    static Mutation note(Instant at, String event, @Nullable String detail) {
        return new Mutation.Note(new Callback.Entry(at, event, detail));
    }

    static String sizes(RegisteredTask task) {
        return task.request().bytesIn() + " B in, " + task.request().bytesOut() + " B out";
    }
}
