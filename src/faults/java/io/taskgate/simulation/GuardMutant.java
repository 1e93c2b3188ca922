package io.taskgate.simulation;

import io.taskgate.faults.Mutant.Cut;

/// The gateway without one guard of one transition, or without the answer to one finding of a review: what the
/// simulation must find beside the eight of [io.taskgate.faults.Mutant].
enum GuardMutant {
    /// A redrive orders the tokens of different executions: every later execution on the key is told that it is older.
    REDRIVES_ACROSS_EXECUTIONS(
            new Cut("Register.java", "boolean sameExecution = known != null && incoming.task().isOfSameExecution(known);", """
                    boolean sameExecution = true;""")),
    /// A token of another execution that a newer one stands before is left to its time-out.
    SUPERSEDED_IS_NOT_TOLD(new Cut(
            "Register.java", "if (clear.state() == State.PENDING && otherExecution) {", "if (clear.generation() < 0) {")),
    /// The next token gets the answer that its predecessor has.
    CARRY_OVER_UNCHECKED(new Cut(
            "Register.java", "case SETTLING -> reconciler.beforeCarryOver(standing);", "case SETTLING -> Optional.of(standing);")),
    /// A copy of an earlier answer settles the next token.
    COPIES_ARE_ANSWERS(new Cut("Settle.java", "if (isReplayed(attempt.delivery(), standing)) {", "if (false) {")),
    /// An AMBIGUOUS record is taken as it is.
    AMBIGUOUS_IS_NOT_RECONCILED(
            new Cut("Register.java", "case AMBIGUOUS -> Optional.of(reconciler.reconcile(standing));", "case AMBIGUOUS -> Optional.of(standing);")),
    /// A registration that met another one goes on with what it saw before.
    STALE_AFTER_RECONCILIATION(
            new Cut("Register.java", "if (clear.generation() != standing.generation()) {", "if (clear.generation() < 0) {")),
    /// What a record is changed from is not asked.
    GENERATION_OF_ANY_CHANGE(new Cut(
            "Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(seen.state());")),
    STATE_OF_ANY_CHANGE(new Cut(
            "Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(State.values()).generation(seen.generation());")),
    /// A time-out settles whatever generation waits.
    GENERATION_OF_TIME_OUT(new Cut("Transitions.java", """
                    .generation(pending.generation())
                    .beatUnchanged(pending.pulse().beatAt());""", ".beatUnchanged(pending.pulse().beatAt());")),
    /// A heartbeat that found its task gone closes the newer generation.
    GENERATION_OF_GONE(new Cut(
            "Transitions.java",
            """
                    Guard.in(State.PENDING).generation(pending.generation()),
                    new Edit.Enter(end, now, reason),""",
            """
                    Guard.in(State.PENDING),
                    new Edit.Enter(end, now, reason),""")),
    /// An answer settles whatever generation waits.
    GENERATION_OF_ANSWER(new Cut(
            "Transitions.java",
            "settle(Guard.in(State.PENDING).generation(generation), outcome, now)",
            "settle(Guard.in(State.PENDING), outcome, now)")),
    /// A request that was sent marks a newer token's as sent.
    GENERATION_OF_SENT(new Cut(
            "Transitions.java",
            "Guard.in(State.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED)",
            "Guard.in(State.PENDING).dispatch(Dispatch.NEEDED)")),
    /// A report that was taken over is not in doubt.
    DOUBT_AFTER_TAKE_OVER(new Cut(
            "Transitions.java",
            "boolean inDoubt = settling.lease().held() || settling.lease().doubt();",
            "boolean inDoubt = false;")),
    /// An answer that comes before its registration expires though it was taken.
    EARLY_THAT_WAS_TAKEN(new Cut("Transitions.java", "Guard.in(State.EARLY),\n", "Guard.in(State.values()),\n")),
    /// A registration is acknowledged before it is written.
    REQUEST_IS_SENT_ONCE(new Cut(
            "Sweep.java", "} else if (pending.dispatch() == Callback.Dispatch.NEEDED) {", "} else if (pending.generation() < 0) {"));

    private final Cut cut;

    GuardMutant(Cut cut) {
        this.cut = cut;
    }

    Cut cut() {
        return cut;
    }
}
