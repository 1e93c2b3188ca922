package io.taskgate.simulation;

import io.taskgate.faults.mutant.Mutant.Cut;

/// The gateway without one guard of a transition or without the fix for one review finding. The simulation
/// must detect each of these mutants and the eight of [io.taskgate.faults.mutant.Mutant].
enum GuardMutant {
    /// After a redrive, tokens of different executions are ordered: every later execution on the key is
    /// superseded.
    REDRIVES_ACROSS_EXECUTIONS(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "boolean sameExecution = known != null && incoming.task().isOfSameExecution(known);",
            """
                    boolean sameExecution = true;""")),
    /// A token of another execution that is older than the current one is left to its own time-out.
    SUPERSEDED_IS_NOT_TOLD(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "if (clear.state() == CallbackState.PENDING && otherExecution) {",
            "if (clear.generation() < 0) {")),
    /// The next token receives the answer that its predecessor already has.
    CARRY_OVER_UNCHECKED(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "case SETTLING -> reconciler.beforeCarryOver(current);",
            "case SETTLING -> Optional.of(current);")),
    /// A copy of an earlier answer settles the next token.
    COPIES_ARE_ANSWERS(new Cut(
            "io/taskgate/callback/settlement/SettlementService.java",
            "if (isReplayed(attempt.delivery(), current)) {",
            "if (false) {")),
    /// An AMBIGUOUS record is used without reconciliation.
    AMBIGUOUS_IS_NOT_RECONCILED(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "case AMBIGUOUS -> Optional.of(reconciler.reconcile(current));",
            "case AMBIGUOUS -> Optional.of(current);")),
    /// A registration that met a concurrent one continues with the old record.
    STALE_AFTER_RECONCILIATION(new Cut(
            "io/taskgate/callback/registration/RegistrationWriter.java",
            "if (clear.generation() != current.generation()) {",
            "if (clear.generation() < 0) {")),
    /// A transition does not check the generation of the record that it changes.
    GENERATION_OF_ANY_CHANGE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(seen.state());")),
    STATE_OF_ANY_CHANGE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "return Guard.in(seen.state()).generation(seen.generation());",
            "return Guard.in(CallbackState.values()).generation(seen.generation());")),
    /// A time-out settles any pending generation.
    GENERATION_OF_TIME_OUT(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard guard = Guard.in(CallbackState.PENDING)\n                .generation(pending.generation())",
            "Guard guard = Guard.in(CallbackState.PENDING)")),
    /// A heartbeat whose task was gone closes the newer generation.
    GENERATION_OF_GONE(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard.in(CallbackState.PENDING).generation(pending.generation()),\n                new Mutation.SetState(end,",
            "Guard.in(CallbackState.PENDING),\n                new Mutation.SetState(end,")),
    /// A request that was sent marks the request of a newer token as sent.
    GENERATION_OF_SENT(new Cut(
            "io/taskgate/callback/ledger/Transitions.java",
            "Guard.in(CallbackState.PENDING).generation(pending.generation()).dispatch(Dispatch.NEEDED)",
            "Guard.in(CallbackState.PENDING).dispatch(Dispatch.NEEDED)")),
    /// A report that was taken over is not marked as in doubt.
    DOUBT_AFTER_TAKE_OVER(new Cut(
            "io/taskgate/callback/ledger/ReportTransitions.java",
            "boolean inDoubt = settling.lease().held() || settling.lease().inDoubt();",
            "boolean inDoubt = false;")),
    /// A request that is not recorded as sent is not sent again.
    REQUEST_IS_SENT_ONCE(new Cut(
            "io/taskgate/callback/sweep/DueCallbackProcessor.java",
            "} else if (pending.dispatch() == Callback.Dispatch.NEEDED) {",
            "} else if (pending.generation() < 0) {")),
    /// A service is not polled again after the maximum number of concurrent polls.
    LOOKS_KEEP_THEIR_PLACES(
            new Cut("io/taskgate/callback/probe/StatusProber.java", "place.release();", "place.availablePermits();")),
    /// An invalid event is deleted.
    WRONG_EVENTS_ARE_DROPPED(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java",
            "return toDeadLetterQueue(String.valueOf(why.getMessage()));",
            "return done();")),
    /// Messages that wait for other work may occupy all slots.
    ALL_PLACES_ARE_HELD(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java", "hasWaitSlot = waitSlots.tryAcquire();", "hasWaitSlot = true;")),
    /// A message without a slot is postponed by 15 minutes immediately.
    AWAY_FOR_LONG(new Cut(
            "io/taskgate/aws/sqs/SqsPoller.java",
            "MIN_POSTPONEMENT = Duration.ofSeconds(5)",
            "MIN_POSTPONEMENT = Duration.ofMinutes(15)")),
    /// A silent worker times out as soon as writes of the ledger succeed again.
    TIME_OUT_RIGHT_AFTER_AN_OUTAGE(new Cut(
            "io/taskgate/callback/sweep/DueCallbackProcessor.java",
            "&& recovery.isRecent()",
            "&& recovery.equals(now)")),
    /// A process discards absorbed heartbeats at shutdown.
    HEARTBEATS_END_WITH_THE_PROCESS(new Cut(
            "io/taskgate/callback/heartbeat/HeartbeatFlusher.java",
            "begun = start(clock.instant().plus(FOREVER))",
            "begun = start(Instant.EPOCH)")),
    /// A process keeps the leases of its batches at shutdown.
    BATCHES_ARE_NOT_GIVEN_BACK(
            new Cut("io/taskgate/batch/drive/BatchSweeper.java", "drives.stop();", "drives.isStopped();")),
    /// The source is marked as completely cut before its last batch is recorded in the progress.
    WHOLE_BEFORE_IT_IS_COUNTED(new Cut(
            "io/taskgate/batch/drive/ResumableItemBatcher.java",
            "atEnd = true;",
            "leased.set(leased.progress().all());"));

    private final Cut cut;

    GuardMutant(Cut cut) {
        this.cut = cut;
    }

    Cut cut() {
        return cut;
    }
}
