package io.taskgate.simulation;

import io.taskgate.faults.mutant.Mutant.Cut;

/// The gateway without one guard of one transition, or without the answer to one finding of a review: what the
/// simulation must find beside the eight of [io.taskgate.faults.mutant.Mutant].
enum GuardMutant {
    /// A redrive orders the tokens of different executions: every later execution on the key is told that it is
    /// older.
    REDRIVES_ACROSS_EXECUTIONS(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "boolean sameExecution = known != null && incoming.task().isOfSameExecution(known);",
            """
                    boolean sameExecution = true;""")),
    /// A token of another execution that a newer one stands before is left to its time-out.
    SUPERSEDED_IS_NOT_TOLD(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "if (clear.state() == CallbackState.PENDING && otherExecution) {",
            "if (clear.generation() < 0) {")),
    /// The next token gets the answer that its predecessor has.
    CARRY_OVER_UNCHECKED(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "case SETTLING -> reconciler.beforeCarryOver(current);",
            "case SETTLING -> Optional.of(current);")),
    /// A copy of an earlier answer settles the next token.
    COPIES_ARE_ANSWERS(new Cut(
            "io/taskgate/callback/settlement/SettlementService.java",
            "if (isReplayed(attempt.delivery(), current)) {",
            "if (false) {")),
    /// An AMBIGUOUS record is taken as it is.
    AMBIGUOUS_IS_NOT_RECONCILED(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "case AMBIGUOUS -> Optional.of(reconciler.reconcile(current));",
            "case AMBIGUOUS -> Optional.of(current);")),
    /// A registration that met another one goes on with what it saw before.
    STALE_AFTER_RECONCILIATION(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "if (clear.generation() != current.generation()) {",
            "if (clear.generation() < 0) {")),
    /// What a record is changed from is not asked.
    GENERATION_OF_ANY_CHANGE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(seen.state());")),
    STATE_OF_ANY_CHANGE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(CallbackState.values()).generation(seen.generation());")),
    /// A time-out settles whatever generation waits.
    GENERATION_OF_TIME_OUT(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard guard = Guard.in(CallbackState.PENDING)\n                .generation(pending.generation())",
            "Guard guard = Guard.in(CallbackState.PENDING)")),
    /// A heartbeat that found its task gone closes the newer generation.
    GENERATION_OF_GONE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard.in(CallbackState.PENDING).generation(pending.generation()),\n                new Mutation.SetState(end,",
            "Guard.in(CallbackState.PENDING),\n                new Mutation.SetState(end,")),
    /// A request that was sent marks a newer token's as sent.
    GENERATION_OF_SENT(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard.in(CallbackState.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED)",
            "Guard.in(CallbackState.PENDING).dispatch(Dispatch.NEEDED)")),
    /// A report that was taken over is not in doubt.
    DOUBT_AFTER_TAKE_OVER(new Cut(
            "io/taskgate/callback/ledger/ReportTransitions.java",
            "boolean inDoubt = settling.lease().held() || settling.lease().inDoubt();",
            "boolean inDoubt = false;")),
    /// A request whose sending was not noted is not sent again.
    REQUEST_IS_SENT_ONCE(new Cut(
            "io/taskgate/callback/sweep/DueCallbackProcessor.java",
            "} else if (pending.dispatch() == Callback.Dispatch.NEEDED) {",
            "} else if (pending.generation() < 0) {")),
    /// A service that was looked at so many times at once is never looked at again.
    LOOKS_KEEP_THEIR_PLACES(
            new Cut("io/taskgate/callback/probe/StatusProber.java", "place.release();", "place.availablePermits();")),
    /// An event that is wrong in itself is deleted.
    WRONG_EVENTS_ARE_DROPPED(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java",
            "return toDeadLetterQueue(String.valueOf(why.getMessage()));",
            "return done();")),
    /// Messages that wait for something of their own may hold all places.
    ALL_PLACES_ARE_HELD(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java", "hasWaitSlot = waitSlots.tryAcquire();", "hasWaitSlot = true;")),
    /// What finds no place is away for a quarter of an hour at once.
    AWAY_FOR_LONG(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java",
            "MIN_POSTPONEMENT = Duration.ofSeconds(5)",
            "MIN_POSTPONEMENT = Duration.ofMinutes(15)")),
    /// Silence is a time-out at once when writes of the ledger work again.
    TIME_OUT_RIGHT_AFTER_AN_OUTAGE(new Cut(
            "io/taskgate/callback/sweep/DueCallbackProcessor.java",
            "&& recovery.isRecent()",
            "&& recovery.equals(now)")),
    /// A process that ends forgets absorbed heartbeats.
    HEARTBEATS_END_WITH_THE_PROCESS(new Cut(
            "io/taskgate/callback/heartbeat/HeartbeatFlusher.java",
            "begun = start(clock.instant().plus(FOREVER))",
            "begun = start(Instant.EPOCH)")),
    /// A process that ends keeps its batches.
    BATCHES_ARE_NOT_GIVEN_BACK(
            new Cut("io/taskgate/batch/drive/BatchSweeper.java", "drives.stop();", "drives.isStopped();")),
    /// A batch says that all is cut before what was cut last stands in its progress.
    WHOLE_BEFORE_IT_IS_COUNTED(new Cut(
            "io/taskgate/batch/drive/ResumableItemBatcher.java", "atEnd = true;", "held.set(held.progress().all());"));

    private final Cut cut;

    GuardMutant(Cut cut) {
        this.cut = cut;
    }

    Cut cut() {
        return cut;
    }
}
