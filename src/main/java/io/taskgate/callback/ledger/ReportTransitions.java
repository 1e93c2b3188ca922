package io.taskgate.callback.ledger;

import io.taskgate.callback.ledger.Ledger.Transition;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Callback.Lease;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The transitions of a report: who may report, and the state that the response of Step Functions leads to.
/// Each one requires the fence that the reporter holds. Pure functions.
public final class ReportTransitions {

    private ReportTransitions() {}

    /// Takes over a report whose process stopped, or one that was put back.
    public static Transition takeOver(Callback settling, Instant now) {
        boolean inDoubt = settling.lease().held() || settling.lease().inDoubt();
        List<Mutation> edits = new ArrayList<>();
        edits.add(new Mutation.SetLease(new Lease(settling.lease().fence() + 1, true, inDoubt)));
        edits.add(new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)));
        if (!settling.hasFullHistory()) {
            // An outage may last a day: its thousands of tries must not fill the record.
            edits.add(Transitions.appendHistory(
                    now, settling.lease().held() ? "report taken over" : "report tried again", null));
        }
        return new Transition(holding(settling), edits);
    }

    /// Puts a report back: any process may retry it from `due` on.
    public static Transition putBack(Callback settling, boolean doubt, Instant due, String reason) {
        return Transition.of(
                holding(settling),
                new Mutation.SetState(CallbackState.SETTLING, settling.changedAt(), reason),
                new Mutation.SetLease(new Lease(settling.lease().fence(), false, doubt)),
                new Mutation.SetDue(due));
    }

    /// Replaces a result that Step Functions refused as invalid JSON by a failure.
    public static Transition replace(Callback settling, Outcome failure, Instant now) {
        return Transition.of(
                holding(settling),
                new Mutation.SetOutcome(failure),
                Transitions.appendHistory(now, "result refused", failure.cause()));
    }

    /// SETTLING → DELIVERED / CLOSED / REJECTED / EXPIRED.
    public static Transition end(Callback settling, CallbackState end, @Nullable String reason, Instant now) {
        return Transition.of(
                holding(settling),
                new Mutation.SetState(end, now, reason),
                new Mutation.SetLease(new Lease(
                        settling.lease().fence(), false, settling.lease().inDoubt())),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.RETENTION)),
                Transitions.appendHistory(now, "ended", end.name()));
    }

    /// SETTLING → AMBIGUOUS: the history of the execution decides.
    public static Transition ambiguous(Callback settling, Instant now) {
        return Transition.of(
                holding(settling),
                new Mutation.SetState(CallbackState.AMBIGUOUS, now, "The reply was lost, and the task is closed now."),
                new Mutation.SetLease(new Lease(settling.lease().fence(), false, true)),
                new Mutation.SetDue(now),
                Transitions.appendHistory(now, "ambiguous", null));
    }

    /// AMBIGUOUS → DELIVERED / CLOSED, by the history of the execution.
    public static Transition reconciled(Callback ambiguous, CallbackState end, String reason, Instant now) {
        return Transition.of(
                Transitions.unchanged(ambiguous),
                new Mutation.SetState(end, now, reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.RETENTION)),
                Transitions.appendHistory(now, "reconciled", end.name() + ": " + reason));
    }

    /// Ends the reconciliation of a record whose history has not shown the outcome for as long as AWS keeps it.
    /// The record stays AMBIGUOUS, so that its answer is not carried over, and is not due any more.
    public static Transition unknowable(Callback ambiguous, String reason, Instant now) {
        return Transition.of(
                Transitions.unchanged(ambiguous),
                new Mutation.SetState(CallbackState.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Mutation.SetDue(null),
                new Mutation.SetExpiry(now.plus(ProtocolTimings.RETENTION)),
                Transitions.appendHistory(now, "ended", reason));
    }

    /// Records why the history can't be read now.
    public static Transition stillAmbiguous(Callback ambiguous, Instant due, String reason) {
        return Transition.of(
                Transitions.unchanged(ambiguous),
                new Mutation.SetState(CallbackState.AMBIGUOUS, ambiguous.changedAt(), reason),
                new Mutation.SetDue(due));
    }

    /// REJECTED or EXPIRED → SETTLING: an operator has the outcome reported again.
    public static Transition retry(Callback ended, Instant now) {
        return Transition.of(
                Transitions.unchanged(ended),
                new Mutation.SetState(CallbackState.SETTLING, now, null),
                new Mutation.SetLease(new Lease(ended.lease().fence() + 1, true, true)),
                new Mutation.SetDue(now.plus(ProtocolTimings.REPORT_WATCH)),
                new Mutation.SetExpiry(null),
                Transitions.appendHistory(now, "redriven", null));
    }

    private static Guard holding(Callback settling) {
        return Transitions.unchanged(settling).fence(settling.lease().fence());
    }
}
