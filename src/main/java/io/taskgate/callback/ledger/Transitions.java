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

/// The transitions of a waiting or ended callback: answers, time-outs, heartbeats and operator actions, each
/// with the guard that it is written under. Together with [RegistrationTransitions] and [ReportTransitions] it
/// is the table of `docs/protocol.md` in code. Pure functions; the only way in which a record changes.
public final class Transitions {

    private Transitions() {}

    /// Marks the request as sent: PENDING stays.
    public static Transition sent(Callback pending, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED),
                new Mutation.SetDispatch(Dispatch.SENT, null),
                appendHistory(now, "request published", null));
    }

    /// Sets the due time if nothing, including the due time, has changed since the record was read: of two
    /// replicas that process a record at once, one continues.
    public static Transition reschedule(Callback seen, @Nullable Instant due) {
        Guard guard = unchanged(seen).dueUnchanged(seen.dueAt());
        return Transition.of(
                seen.state() == CallbackState.PENDING ? guard.dispatch(seen.dispatch()) : guard,
                new Mutation.SetDue(due));
    }

    /// PENDING → SETTLING by an answer or a cancellation.
    public static Transition settle(long generation, Outcome outcome, Instant now) {
        return settle(
                Guard.in(CallbackState.PENDING).generation(generation),
                outcome,
                new Mutation.BringDueForward(
                        now.plus(ProtocolTimings.REPORT_WATCH), now.plus(ProtocolTimings.REPORT_WATCH_LATEST)),
                now);
    }

    /// PENDING → SETTLING by a time-out: only if no heartbeat came since the record was read. It goes to the queue of
    /// reports at once: many reports that wait for the quota must not stand before the next time-outs.
    public static Transition timeOut(Callback pending, Outcome outcome, Instant now) {
        Guard guard = Guard.in(CallbackState.PENDING)
                .generation(pending.generation())
                .heartbeatUnchanged(pending.heartbeatState().lastAt());
        return settle(guard, outcome, new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)), now);
    }

    /// PENDING → CLOSED or REJECTED: Step Functions has closed the task.
    public static Transition taskClosed(Callback pending, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()),
                new Mutation.SetState(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.RETENTION)),
                appendHistory(now, "task gone", reason));
    }

    /// EARLY → EXPIRED / CANCELLED.
    public static Transition endEarly(Callback early, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.EARLY),
                new Mutation.SetState(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.RETENTION)),
                appendHistory(now, "ended", end.name()));
    }

    /// Records a heartbeat. The due time stays: the sweep finds it and reschedules.
    public static Transition heartbeat(
            Callback pending, com.fasterxml.jackson.databind.@Nullable JsonNode progress, Instant now) {
        return Transition.of(
                Guard.in(CallbackState.PENDING).generation(pending.generation()).heartbeatNotAfter(now),
                new Mutation.RecordHeartbeat(
                        now, CallbackSchedule.heartbeatDeadline(pending.registeredTask(), now), progress));
    }

    /// Records a heartbeat that was accepted at `at` and is written later: it does not replace a later one.
    public static Transition heartbeatAt(Callback seen, Instant at) {
        return Transition.of(
                Guard.in(CallbackState.PENDING)
                        .generation(seen.generation())
                        .heartbeatUnchanged(seen.heartbeatState().lastAt()),
                new Mutation.RecordHeartbeat(at, CallbackSchedule.heartbeatDeadline(seen.registeredTask(), at), null));
    }

    /// Stores the first answer to a closed task for a newer token.
    public static Transition keepLate(Callback current, Outcome late, Instant now) {
        return Transition.of(
                unchanged(current).noLateAnswer(),
                new Mutation.SetLateAnswer(late),
                appendHistory(now, "late answer kept", late.kind().name()));
    }

    /// Gives the record to another owner; nothing else changes.
    public static Transition transfer(Callback current, CallbackOwner to, String reason, Instant now) {
        return Transition.of(
                unchanged(current).ownerUnchanged(current.owner()),
                new Mutation.SetOwner(to),
                appendHistory(now, "transferred", "from " + current.owner() + " to " + to + ": " + reason));
    }

    /// Appends an entry to the history; nothing else changes.
    public static Transition appendHistory(Callback current, String event, String detail, Instant now) {
        return Transition.of(unchanged(current), appendHistory(now, event, detail));
    }

    /// Revokes the links of all generations up to the current one.
    public static Transition revokeLinks(Callback current, String reason, Instant now) {
        return Transition.of(
                unchanged(current),
                new Mutation.RevokeLinks(current.generation()),
                appendHistory(now, "links revoked", reason));
    }

    private static Transition settle(Guard guard, Outcome outcome, Mutation due, Instant now) {
        return Transition.of(
                guard,
                new Mutation.SetState(CallbackState.SETTLING, now, null),
                new Mutation.SetOutcome(outcome),
                new Mutation.SetLease(new Lease(1, true, false)),
                due,
                appendHistory(now, "settled", outcome.kind().name()));
    }

    static Guard unchanged(Callback seen) {
        return Guard.in(seen.state()).generation(seen.generation());
    }

    static Mutation appendHistory(Instant at, String event, @Nullable String detail) {
        return new Mutation.AppendHistory(new Callback.HistoryEntry(at, event, detail));
    }

    static String sizes(RegisteredTask task) {
        return task.request().bytesIn() + " B in, " + task.request().bytesOut() + " B out";
    }
}
