package io.taskgate.callback.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.crypto.Sha256;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import io.taskgate.ratelimit.Priority;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeReporterTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final StepFunctions.Reply NOT_NOW = new StepFunctions.Reply.NotApplied("ThrottlingException", true);
    private static final StepFunctions.Reply LOST = new StepFunctions.Reply.ReplyLost("connection reset");
    private static final StepFunctions.Reply GONE = new StepFunctions.Reply.TimedOut();

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void whatIsTakenIsDelivered() {
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(after.dueAt()).isNull();
        assertThat(after.lease().held()).isFalse();
        assertThat(gateway.ledger.expiry(after.id())).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @ParameterizedTest
    @CsvSource({"Taken,DELIVERED", "TimedOut,CLOSED", "Unknown,REJECTED"})
    void promise17WhatHasEndedIsKeptForNinetyDays(String reply, CallbackState end) {
        gateway.stepFunctions.script(
                switch (reply) {
                    case "Taken" -> new StepFunctions.Reply.Accepted();
                    case "TimedOut" -> GONE;
                    default -> new StepFunctions.Reply.Unknown("TaskDoesNotExist");
                });
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(end);
        assertThat(gateway.ledger.expiry(after.id())).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void promise3ATaskThatIsClosedAtTheFirstTryIsClosedBySomebodyElse() {
        gateway.stepFunctions.script(GONE);
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.CLOSED);
        assertThat(after.reason()).isNotBlank();
    }

    @Test
    void aTaskThatIsClosedAfterAThrottledTryIsClosedBySomebodyElse() {
        gateway.stepFunctions.script(NOT_NOW, GONE);
        assertThat(report(settling()).state()).isEqualTo(CallbackState.CLOSED);
    }

    @Test
    void promise3ATaskThatIsClosedAfterALostReplyIsAmbiguous() {
        gateway.stepFunctions.loseNextReply();
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.AMBIGUOUS);
        assertThat(after.dueAt()).isEqualTo(MutableClock.START);
        assertThat(after.lease().inDoubt()).isTrue();
    }

    @Test
    void aLostReplyThatWasNotAppliedIsDeliveredByTheNextTry() {
        gateway.stepFunctions.script(LOST);
        assertThat(report(settling()).state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(2);
    }

    @Test
    void aDoubtIsLoggedWithItsCause() {
        gateway.stepFunctions.script(LOST);
        Callback settling = settling();
        try (LogTrap log = LogTrap.open()) {
            report(settling);
            assertThat(log.lines())
                    .anyMatch(line ->
                            line.contains("No reply came to the report, which is in doubt: callbackId=" + settling.id())
                                    && line.endsWith("connection reset"));
        }
    }

    @Test
    void aTokenThatIsUnknownIsRejectedAlsoAfterALostReply() {
        gateway.stepFunctions.script(LOST, new StepFunctions.Reply.Unknown("TaskDoesNotExist"));
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.REJECTED);
        assertThat(after.reason()).contains("TaskDoesNotExist");
    }

    @Test
    void aThrottledReportIsTriedForThreeSecondsThenPutBack() {
        always(NOT_NOW);
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(after.lease()).isEqualTo(new Callback.Lease(1, false, false));
        assertThat(after.dueAt()).isEqualTo(MutableClock.START.plusSeconds(2));
        assertThat(after.reason()).contains("ThrottlingException");
        assertThat(gateway.pauses.nanoTime()).isLessThan(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void pausesGrowAndAreCapped() {
        always(NOT_NOW);
        report(settling());
        assertThat(gateway.pauses.made()).allMatch(pause -> pause.compareTo(Duration.ofMillis(1600)) <= 0);
        assertThat(gateway.pauses.made().getFirst()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aThrottledReportIsDeliveredByTheSweep() {
        always(NOT_NOW);
        Callback put = report(settling());
        gateway.stepFunctions.clearScript();
        gateway.sweepFor(Duration.ofSeconds(3));
        gateway.ledger.await(put.id(), CallbackState.DELIVERED);
    }

    @Test
    void aReportThatGotNoReplyAtAllIsPutBackInDoubt() {
        always(LOST);
        Callback after = report(settling());
        assertThat(after.lease()).isEqualTo(new Callback.Lease(1, false, true));
        assertThat(after.reason()).contains("connection reset");
    }

    @Test
    void doubtOutlivesBeingPutBack() {
        always(LOST);
        Callback put = report(settling());
        gateway.stepFunctions.clearScript();
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.sweepFor(Duration.ofSeconds(8));
        Callback after = gateway.ledger.await(put.id(), CallbackState.DELIVERED);
        assertThat(after.history()).extracting(Callback.HistoryEntry::event).contains("ambiguous", "reconciled");
    }

    @Test
    void aDeniedReportIsParkedForAMinute() {
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException"));
        Callback after = report(settling());
        assertThat(after.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(after.dueAt()).isEqualTo(MutableClock.START.plusSeconds(60));
        assertThat(after.reason()).contains("AccessDeniedException");
        assertThat(gateway.stepFunctions.calls()).hasSize(1);
    }

    @Test
    void aRefusedResultIsReportedAsAFailureInTheSameSlot() {
        gateway.stepFunctions.script(new StepFunctions.Reply.InvalidOutput("not JSON"));
        Callback settling = settling();
        Callback after = report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(after.committedOutcome().error()).isEqualTo("Taskgate.InvalidResult");
        assertThat(after.committedOutcome().digest())
                .isEqualTo(settling.committedOutcome().digest());
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isInstanceOfSatisfying(
                        StepFunctions.TaskOutcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo("Taskgate.InvalidResult"));
    }

    @Test
    void whatWasChangedOfARefusedResultStaysSaid() {
        gateway.stepFunctions.script(new StepFunctions.Reply.InvalidOutput("not JSON"));
        gateway.accepted(TestRegistrations.of("token-1", "trim", "order-1"));
        gateway.settle.settle(
                GatewayFixture.key("trim", "order-1"), new Answer.Success(GatewayFixture.text("{'a': 1, 'b': 2}")));
        Outcome outcome =
                gateway.current(GatewayFixture.idOf("trim", "order-1")).committedOutcome();
        assertThat(outcome.error()).isEqualTo("Taskgate.InvalidResult");
        assertThat(outcome.changes()).containsExactly(new Adjustment("result", Adjustment.Kind.TRIMMED, 13, 1));
    }

    @Test
    void theSameAnswerAfterItsResultWasRefusedIsNoConflict() {
        gateway.stepFunctions.script(new StepFunctions.Reply.InvalidOutput("not JSON"));
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aResultInAStoreThatIsAwayIsPutBack() {
        Callback settling = parked();
        gateway.store.available(false);
        Callback after = report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(after.lease().held()).isFalse();
        assertThat(gateway.stepFunctions.calls()).isEmpty();
        gateway.store.available(true);
        gateway.sweepFor(Duration.ofSeconds(3));
        gateway.ledger.await(after.id(), CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"p\":1}"));
    }

    @Test
    void anOutageOfTheStoreDoesNotForgetTheDoubt() {
        Callback settling = parked();
        gateway.stepFunctions.script(LOST, () -> gateway.store.available(false));
        Callback after = report(settling);
        assertThat(after.lease().inDoubt()).isTrue();
    }

    @Test
    void aTokenThatCannotBeOpenedIsPutBackForAMinute() {
        Callback settling = settling();
        OutcomeReporter other = new OutcomeReporter(
                gateway.stepFunctions,
                gateway.quota,
                gateway.beats,
                gateway.ledger,
                new TokenVault(new VaultKeys("v2", java.util.Map.of("v2", new byte[32]))),
                gateway.store,
                FailPoint.NONE,
                gateway.pauses,
                gateway.clock);
        Callback after = other.report(settling);
        assertThat(after.dueAt()).isEqualTo(MutableClock.START.plusSeconds(60));
        assertThat(after.reason()).contains("\"v1\"");
    }

    // ---- outcomes that can't be recorded

    @Test
    void aReportThatCannotBeRecordedIsFoundOutByTheTakeOver() {
        Callback settling = settling();
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        Callback after = report(settling);
        assertThat(after).isEqualTo(settling);
        gateway.ledger.available(true);
        gateway.sweepFor(Duration.ofSeconds(15));
        Callback delivered = gateway.ledger.await(settling.id(), CallbackState.DELIVERED);
        assertThat(delivered.history()).extracting(Callback.HistoryEntry::event).contains("ambiguous", "reconciled");
    }

    @Test
    void aRecordWhoseReplyIsLostIsRight() {
        Callback settling = settling();
        gateway.ledger.loseNextReply();
        report(settling);
        assertThat(gateway.current(settling.id()).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aRecordThatIsWrittenTwiceIsRight() {
        Callback settling = settling();
        gateway.ledger.repeatNextWrite(() -> {});
        assertThat(report(settling).state()).isEqualTo(CallbackState.DELIVERED);
    }

    private Callback settling() {
        return gateway.settling("token-1", "order-1", "1");
    }

    /// Returns a record whose result is in the payload store.
    private Callback parked() {
        Callback settling = settling();
        byte[] json = Json.bytes(GatewayFixture.json("{'p': 1}"));
        PayloadReference reference = gateway.store
                .of(settling.id().storedPayloadOwner())
                .checkIn(json, "application/json", GatewayFixture.json("{}"));
        assertThat(reference.sha256()).isEqualTo(Sha256.hex(json));
        Outcome outcome = Outcome.success(new Payload.Parked(reference), "d", "op", MutableClock.START);
        Ledger.Write write = gateway.ledger.apply(
                settling.id(),
                Ledger.Transition.of(Guard.in(CallbackState.SETTLING), new Mutation.SetOutcome(outcome)));
        return ((Ledger.Write.Applied) write).callback();
    }

    private Callback report(Callback settling) {
        return gateway.reporter.report(settling);
    }

    private void always(StepFunctions.Reply reply) {
        for (int i = 0; i < 200_000; i++) {
            gateway.stepFunctions.script(reply);
        }
    }

    // ---- the shutdown of the process

    @Test
    void theEndWaitsForReportsUnderWay() throws InterruptedException {
        Callback settling = settling();
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch reply = new CountDownLatch(1);
        gateway.stepFunctions.beforeNextCall(() -> {
            sending.countDown();
            awaitQuietly(reply);
        });
        gateway.reporter.reportInBackground(settling, Priority.FRESH);
        sending.await();

        assertThat(gateway.reporter.awaitIdle(Duration.ofSeconds(1))).isEqualTo(1);

        reply.countDown();
        await().until(() -> gateway.reporter.awaitIdle(Duration.ofSeconds(1)) == 0);
        assertThat(gateway.current(settling.id()).state()).isEqualTo(CallbackState.DELIVERED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
