package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.json.JsonText;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests answers to waiting tasks: the reported outcome, the acknowledgement, and the result of the report.
class SettlementServiceTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    // ---- answers to waiting tasks

    @Test
    void aSuccessIsReportedAsItWasGiven() {
        gateway.registered("token-1", "order-1");
        SettlementResult settled = gateway.succeed("order-1", "{'ok': true, 'n': 1.50}");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":true,\"n\":1.50}"));
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void aFailureIsReportedAsItWasGiven() {
        gateway.registered("token-1", "order-1");
        SettlementResult settled = gateway.fail("order-1", "OutOfStock", "none left");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("OutOfStock", "none left"));
    }

    @Test
    void anAnswerByIdIsTheSameAnswer() {
        Callback pending = gateway.registered("token-1", "order-1");
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.link(pending.id(), 1), new Answer.Success(GatewayFixture.text("{'ok': true}")));
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aResultOverItsBudgetIsReportedAsItsReference() {
        gateway.registered("token-1", "order-1");
        gateway.settle.settle(
                GatewayFixture.key("approve", "order-1"),
                new Answer.Success(JsonText.of(GatewayFixture.large(300_000))));
        String output = gateway.stepFunctions.calls("success").getFirst().what();
        assertThat(GatewayFixture.json(output).get("bytes").intValue()).isGreaterThan(300_000);
        assertThat(gateway.store.size()).isEqualTo(1);
    }

    @Test
    void aResultThatIsTooLargeFailsTheTaskWhereTheRouteSaysSo() {
        gateway.accepted(TestRegistrations.of("token-1", "fail", "order-1"));
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("fail", "order-1"), new Answer.Success(JsonText.of(GatewayFixture.large(3000))));
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.PayloadTooLarge");
    }

    @Test
    void aResultThatIsRefusedForItsSizeLeavesTheTaskWaiting() {
        gateway.accepted(TestRegistrations.of("token-1", "reject", "order-1"));
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("reject", "order-1"), new Answer.Success(JsonText.of(GatewayFixture.large(3000))));
        assertThat(settled).isInstanceOf(SettlementResult.OverBudget.class);
        assertThat(gateway.current(GatewayFixture.idOf("reject", "order-1")).state())
                .isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aResultThatCannotBeShapedLeavesTheTaskWaiting() {
        gateway.accepted(TestRegistrations.of("token-1", "trim", "order-1"));
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("trim", "order-1"), new Answer.Success(GatewayFixture.text("{'b': 1}")));
        assertThat(settled).isInstanceOf(SettlementResult.Unshapeable.class);
        assertThat(gateway.current(GatewayFixture.idOf("trim", "order-1")).state())
                .isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aResultOverTheHardLimitFailsTheTaskAndIsNotCheckedIn() {
        gateway.accepted(TestRegistrations.of("token-1", "limit", "order-1"));
        gateway.settle.settle(
                GatewayFixture.key("limit", "order-1"), new Answer.Success(JsonText.of(GatewayFixture.large(5000))));
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.PayloadTooLarge");
        assertThat(gateway.store.size()).isZero();
        assertThat(gateway.current(GatewayFixture.idOf("limit", "order-1"))
                        .committedOutcome()
                        .changes())
                .containsExactly(new Adjustment("result", Adjustment.Kind.TOO_LARGE, 5008, 0));
    }

    @Test
    void whatIsChangedOfAnAnswerStandsInTheRecord() {
        gateway.accepted(TestRegistrations.of("token-1", "trim", "order-1"));
        gateway.settle.settle(
                GatewayFixture.key("trim", "order-1"),
                new Answer.Success(GatewayFixture.text("{'a': 1, 'b': [2, 3]}")));
        Outcome outcome =
                gateway.current(GatewayFixture.idOf("trim", "order-1")).committedOutcome();
        assertThat(outcome.changes()).containsExactly(new Adjustment("result", Adjustment.Kind.TRIMMED, 17, 1));
        assertThat(outcome.adjusted()).isEqualTo("result: 17 B in, 1 B out");
    }

    @Test
    void whatIsChangedOfALateAnswerStandsInTheRecord() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.sweepFor(Duration.ofSeconds(40));
        gateway.ledger.await(GatewayFixture.idOf("watch", "order-1"), CallbackState.CLOSED);
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Failure("States.Timeout", null));
        assertThat(gateway.current(GatewayFixture.idOf("watch", "order-1"))
                        .lateAnswer()
                        .changes())
                .containsExactly(new Adjustment("error", Adjustment.Kind.PREFIXED, 14, 23));
    }

    // ---- promise 1: acknowledged answers are kept

    @Test
    void whatTakesLongerIsUnderWayAndDeliveredLater() {
        gateway.registered("token-1", "order-1");
        throttle(100);
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.UnderWay.class);
        gateway.stepFunctions.clearScript();
        gateway.sweepFor(Duration.ofSeconds(4));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
    }

    @Test
    void anAnswerIsCommittedBeforeItIsReported() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.script(
                new StepFunctions.Reply.Accepted(),
                () -> assertThat(gateway.current(ID).committedOutcome().kind()).isEqualTo(Outcome.Kind.SUCCESS));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void anUnavailableLedgerIsNotAcknowledgedAndNothingIsReported() {
        gateway.registered("token-1", "order-1");
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        assertThatThrownBy(() -> gateway.succeed("order-1", "1")).isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void anUnavailableStoreIsNotAcknowledgedAndNothingIsCommitted() {
        gateway.registered("token-1", "order-1");
        gateway.store.available(false);
        assertThatThrownBy(() -> gateway.settle.settle(
                        GatewayFixture.key("approve", "order-1"),
                        new Answer.Success(JsonText.of(GatewayFixture.large(300_000)))))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailPoint.Step.class,
            names = {"ANSWER_COMMITTED", "REPORT_STARTED", "REPORT_SENT", "REPORT_RECORDED"})
    void promise1KilledAfterTheCommitTheAnswerIsDeliveredAllTheSame(FailPoint.Step step) {
        gateway.registered("token-1", "order-1");
        gateway.killAt(step);
        try {
            gateway.succeed("order-1", "{'ok': 1}");
        } catch (GatewayFixture.Killed e) {
            // expected
        }
        GatewayFixture survivor = gateway.replica();
        survivor.sweepFor(Duration.ofSeconds(15));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":1}"));
    }

    @Test
    void killedBeforeTheCommitTheSenderTriesAgain() {
        gateway.registered("token-1", "order-1");
        gateway.killAt(FailPoint.Step.ANSWER_CHECKED_IN);
        assertThatThrownBy(() -> gateway.succeed("order-1", "1")).isInstanceOf(GatewayFixture.Killed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.Reported.class);
    }

    // ---- promise 15: callers don't learn of callbacks that they must not see

    @Test
    void anUnknownIdIsUnknown() {
        SettlementResult settled =
                gateway.settle.settle(GatewayFixture.id(ID), new Answer.Success(GatewayFixture.text("1")));
        assertThat(settled).isInstanceOf(SettlementResult.Unknown.class);
        assertThat(gateway.ledger.find(ID)).isEmpty();
    }

    @Test
    void anIdOutsideTheGrantIsJustAsUnknown() {
        gateway.registered("token-1", "order-1");
        CallbackAddress hidden = new CallbackAddress.ById(ID, callback -> false);
        SettlementResult settled = gateway.settle.settle(hidden, new Answer.Success(GatewayFixture.text("1")));
        assertThat(settled).isEqualTo(new SettlementResult.Unknown());
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    // ---- the result of a report

    @Test
    void anUnknownTokenClosesTheAnswer() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.script(new StepFunctions.Reply.Unknown("InvalidToken"));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.REJECTED);
        assertThat(gateway.current(ID).reason()).contains("InvalidToken");
    }

    @Test
    void anAmbiguousReportIsUnderWay() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.loseNextReply();
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.AMBIGUOUS);
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.UnderWay.class);
    }

    /// Without an ARN it can't be known whether the first token received the outcome, so it is not carried
    /// over to the second.
    @Test
    void anOldLinksRepeatedAnswerThatEndedAmbiguousIsNotCommittedForTheNewerToken() {
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").withoutExecution());
        gateway.stepFunctions.loseNextReply();
        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1"))))
                .isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.AMBIGUOUS);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.accepted(TestRegistrations.of("token-2", "approve", "order-1").withoutExecution());

        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1"))))
                .isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("2"))))
                .isInstanceOf(SettlementResult.Conflict.class);
        assertThat(gateway.current(ID).generation()).isEqualTo(2);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    private void throttle(int times) {
        for (int i = 0; i < times; i++) {
            gateway.stepFunctions.script(new StepFunctions.Reply.NotApplied("ThrottlingException", true));
        }
    }
}
