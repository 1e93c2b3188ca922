package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.payload.json.JsonText;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlementServiceTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");

    private final GatewayFixture gateway = new GatewayFixture();

    // ---- an answer that is awaited

    @Test
    void aSuccessIsReportedAsItWasGiven() {
        gateway.registered("token-1", "order-1");
        SettlementResult settled = gateway.succeed("order-1", "{'ok': true, 'n': 1.50}");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.Ending.Succeeded("{\"ok\":true,\"n\":1.50}"));
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void aFailureIsReportedAsItWasGiven() {
        gateway.registered("token-1", "order-1");
        SettlementResult settled = gateway.fail("order-1", "OutOfStock", "none left");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.Ending.Failed("OutOfStock", "none left"));
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
        gateway.accepted(TestRegistrations.of("token-1", "refuse", "order-1"));
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("refuse", "order-1"), new Answer.Success(JsonText.of(GatewayFixture.large(3000))));
        assertThat(settled).isInstanceOf(SettlementResult.OverBudget.class);
        assertThat(gateway.standing(GatewayFixture.idOf("refuse", "order-1")).state())
                .isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aResultThatCannotBeShapedLeavesTheTaskWaiting() {
        gateway.accepted(TestRegistrations.of("token-1", "trim", "order-1"));
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("trim", "order-1"), new Answer.Success(GatewayFixture.text("{'b': 1}")));
        assertThat(settled).isInstanceOf(SettlementResult.Unshapeable.class);
        assertThat(gateway.standing(GatewayFixture.idOf("trim", "order-1")).state())
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
        assertThat(gateway.standing(GatewayFixture.idOf("limit", "order-1"))
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
                gateway.standing(GatewayFixture.idOf("trim", "order-1")).committedOutcome();
        assertThat(outcome.changes()).containsExactly(new Adjustment("result", Adjustment.Kind.TRIMMED, 17, 1));
        assertThat(outcome.adjusted()).isEqualTo("result: 17 B in, 1 B out");
    }

    @Test
    void whatIsChangedOfALateAnswerStandsInTheRecord() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.sweepFor(Duration.ofSeconds(40));
        gateway.ledger.await(GatewayFixture.idOf("watch", "order-1"), CallbackState.CLOSED);
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Failure("States.Timeout", null));
        assertThat(gateway.standing(GatewayFixture.idOf("watch", "order-1"))
                        .late()
                        .changes())
                .containsExactly(new Adjustment("error", Adjustment.Kind.PREFIXED, 14, 23));
    }

    // ---- promise 1: acknowledged is kept

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
                new StepFunctions.Reply.Taken(),
                () -> assertThat(gateway.standing(ID).committedOutcome().kind()).isEqualTo(Outcome.Kind.SUCCESS));
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
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
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
            // as wanted
        }
        GatewayFixture survivor = gateway.replica();
        survivor.sweepFor(Duration.ofSeconds(15));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.Ending.Succeeded("{\"ok\":1}"));
    }

    @Test
    void killedBeforeTheCommitTheSenderTriesAgain() {
        gateway.registered("token-1", "order-1");
        gateway.killAt(FailPoint.Step.ANSWER_CHECKED_IN);
        assertThatThrownBy(() -> gateway.succeed("order-1", "1")).isInstanceOf(GatewayFixture.Killed.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.Reported.class);
    }

    // ---- promises 2 and 8: one outcome; the same again, and a different one

    @Test
    void promise8TheSameAnswerAgainIsTheSameAcknowledgement() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "{'a': 1, 'b': 2}");
        SettlementResult again = gateway.succeed("order-1", "{'b': 2.0, 'a': 1}");
        assertThat(again).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void theSameAnswerAgainWhileUnderWayIsUnderWay() {
        gateway.settling("token-1", "order-1", "1");
        SettlementResult again = gateway.succeed("order-1", "1");
        assertThat(again).isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void promise8ADifferentAnswerIsAConflictThatIsRecordedAndChangesNothing() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        SettlementResult other = gateway.succeed("order-1", "2");
        assertThat(other).isInstanceOf(SettlementResult.Conflict.class);
        Callback standing = gateway.standing(ID);
        assertThat(standing.history()).extracting(Callback.Entry::event).contains("different answer refused");
        assertThat(standing.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    @Test
    void aFailureAfterASuccessIsAConflict() {
        gateway.settling("token-1", "order-1", "1");
        SettlementResult other = gateway.fail("order-1", "OutOfStock", null);
        assertThat(other).isInstanceOf(SettlementResult.Conflict.class);
    }

    @Test
    void promise2OfTwoDifferentAnswersAtOnceTheSecondFindsTheFirst() {
        gateway.registered("token-1", "order-1");
        GatewayFixture other = gateway.replica();
        gateway.ledger.beforeNextWrite(() -> other.succeed("order-1", "'first'"));
        SettlementResult second = gateway.succeed("order-1", "'second'");
        assertThat(second).isInstanceOf(SettlementResult.Conflict.class);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.Ending.Succeeded("\"first\""));
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void conflictsDoNotFillTheRecordWithoutEnd() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "0");
        for (int i = 1; i < 200; i++) {
            assertThat(gateway.succeed("order-1", "" + i)).isInstanceOf(SettlementResult.Conflict.class);
        }
        assertThat(gateway.standing(ID).history()).hasSizeLessThanOrEqualTo(2 * Callback.MAX_HISTORY);
    }

    // ---- lost ledger replies

    @Test
    void aCommitWhoseReplyWasLostIsADuplicateWhenItComesAgain() {
        gateway.registered("token-1", "order-1");
        gateway.ledger.loseNextReply();
        assertThatThrownBy(() -> gateway.succeed("order-1", "1")).isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.UnderWay.class);
        gateway.sweepFor(Duration.ofSeconds(12));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
    }

    @Test
    void aRepeatedWriteIsKnownAgainByItsOperationId() {
        gateway.registered("token-1", "order-1");
        gateway.ledger.repeatNextWrite(() -> {});
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void aRepeatedEarlyWriteIsStillEarly() {
        gateway.ledger.repeatNextWrite(() -> {});
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Early.class);
    }

    @Test
    void aRepeatedWriteWhoseOutcomeWasDeliveredMeanwhileStaysDelivered() {
        gateway.registered("token-1", "order-1");
        GatewayFixture other = gateway.replica();
        gateway.ledger.repeatNextWrite(() -> other.sweepFor(Duration.ofSeconds(12)));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    // ---- promise 4: early

    @Test
    void anAnswerThatNobodyWaitsForIsKept() {
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Early.class);
        Callback early = gateway.standing(ID);
        assertThat(early.state()).isEqualTo(CallbackState.EARLY);
        assertThat(early.generation()).isZero();
        assertThat(early.dueAt()).isAfterOrEqualTo(MutableClock.START.plus(Duration.ofHours(24)));
    }

    @Test
    void theSameEarlyAnswerAgainIsEarlyAgain() {
        gateway.succeed("order-1", "1");
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.Early.class);
    }

    @Test
    void aDifferentEarlyAnswerIsAConflict() {
        gateway.succeed("order-1", "1");
        assertThat(gateway.succeed("order-1", "2")).isInstanceOf(SettlementResult.Conflict.class);
        gateway.registered("token-1", "order-1");
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    @Test
    void anEarlyAnswerThatMeetsItsRegistrationHalfWaySettlesIt() {
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-1", "order-1"));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void anEarlyAnswerForARouteThatIsUnknownIsKeptAsItIs() {
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("nowhere", "k"), new Answer.Success(GatewayFixture.text("{'b': 1}")));
        assertThat(settled).isInstanceOf(SettlementResult.Early.class);
    }

    @Test
    void anEarlyAnswerThatCannotBeShapedIsNotKept() {
        SettlementResult settled = gateway.settle.settle(
                GatewayFixture.key("trim", "k"), new Answer.Success(GatewayFixture.text("{'b': 1}")));
        assertThat(settled).isInstanceOf(SettlementResult.Unshapeable.class);
        assertThat(gateway.ledger.find(GatewayFixture.idOf("trim", "k"))).isEmpty();
    }

    // ---- promise 5: late

    @Test
    void anAnswerThatFindsItsTaskGoneIsClosed() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.close(TOKEN, new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.standing(ID).outcome()).isNotNull();
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.Closed.class);
    }

    @Test
    void anAnswerAfterATimeOutIsKeptAndCarriedToTheNewerToken() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);
        SettlementResult late = gateway.settle.settle(
                GatewayFixture.key("watch", "order-1"), new Answer.Success(GatewayFixture.text("'late'")));
        assertThat(late).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.standing(id).late()).isNotNull();
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("\"late\""));
    }

    @Test
    void theFirstLateAnswerStays() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Success(GatewayFixture.text("1")));
        Outcome first = gateway.standing(id).late();
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Success(GatewayFixture.text("2")));
        assertThat(gateway.standing(id).late()).isEqualTo(first).isNotNull();
    }

    @Test
    void ofTwoLateAnswersAtOnceTheFirstWrittenStays() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);
        CallbackAddress.ByKey key = GatewayFixture.key("watch", "order-1");
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().settle.settle(key, new Answer.Success(GatewayFixture.text("1"))));
        SettlementResult second = gateway.settle.settle(key, new Answer.Success(GatewayFixture.text("2")));
        assertThat(second).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.standing(id).late().digest())
                .isEqualTo(new Answer.Success(GatewayFixture.text("1")).digest());
    }

    @Test
    void anAnswerToATaskThatAHeartbeatFoundGoneIsKept() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.close(TOKEN, new StepFunctions.Ending.ClosedOtherwise("aborted"));
        gateway.heartbeat.beat(GatewayFixture.key("approve", "order-1"), null);
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    // ---- replays of a webhook's deliveries

    private static final AnswerDelivery DELIVERY =
            AnswerDelivery.of("", "{\"paid\": true}".getBytes(StandardCharsets.UTF_8));

    private SettlementResult delivered(String operation, AnswerDelivery delivery, String json) {
        return gateway.settle.settle(
                GatewayFixture.key(operation, "order-1"), new Answer.Success(GatewayFixture.text(json)), delivery);
    }

    @Test
    void promise15ADeliveryAnswersTheGenerationThatItCameTo() {
        gateway.registered("token-1", "order-1");
        assertThat(delivered("approve", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
        assertThat(delivered("approve", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult replayed = delivered("approve", DELIVERY, "1");

        assertThat(replayed).isInstanceOf(SettlementResult.Replayed.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(delivered("approve", AnswerDelivery.of("", new byte[] {1}), "1"))
                .isInstanceOf(SettlementResult.Reported.class);
        assertThat(delivered("approve", DELIVERY, "1")).isInstanceOf(SettlementResult.Replayed.class);
    }

    @Test
    void promise15ADeliveryIsNotKeptForAGenerationThatTimedOut() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        assertThat(delivered("watch", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);

        assertThat(delivered("watch", DELIVERY, "1")).isInstanceOf(SettlementResult.Replayed.class);

        assertThat(gateway.standing(id).late()).isNull();
    }

    /// Promise 5: carried over, it is the newer generation's own answer, and the provider's next try the same
    /// again.
    @Test
    void aDeliveryThatWasCarriedOverIsNoReplay() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);
        assertThat(delivered("watch", DELIVERY, "1")).isInstanceOf(SettlementResult.Closed.class);
        assertThat(delivered("watch", DELIVERY, "1")).isInstanceOf(SettlementResult.Closed.class);
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("1"));

        assertThat(delivered("watch", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aDeliveryIsToldFromOthersByItsIdAndItsBody() {
        byte[] body = {1, 2};
        assertThat(AnswerDelivery.of("a", body)).isEqualTo(AnswerDelivery.of("a", body.clone()));
        assertThat(AnswerDelivery.of("a", body)).isNotEqualTo(AnswerDelivery.of("b", body));
        assertThat(AnswerDelivery.of("a", body)).isNotEqualTo(AnswerDelivery.of("a", new byte[] {1}));
        assertThat(AnswerDelivery.operationId(DELIVERY)).isNotEqualTo(AnswerDelivery.operationId(DELIVERY));
        assertThat(DELIVERY.committed(AnswerDelivery.operationId(DELIVERY))).isTrue();
        assertThat(DELIVERY.committed(AnswerDelivery.operationId(null))).isFalse();
        assertThat(DELIVERY.committed(null)).isFalse();
    }

    // ---- links of ended generations

    @Test
    void theLinkOfADeliveredGenerationStaysAnswered() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");
        SettlementResult again =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        SettlementResult other =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("2")));
        assertThat(again).isInstanceOf(SettlementResult.Reported.class);
        assertThat(other).isInstanceOf(SettlementResult.Conflict.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void theLinkOfAGenerationThatWasNeverAnsweredSpeaksForTheWork() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");
        SettlementResult settled =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        assertThat(settled).isInstanceOf(SettlementResult.Reported.class);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    // ---- links that must not answer any more (finding 25)

    @Test
    void aStrictLinkAnswersItsOwnGenerationOnly() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult old =
                gateway.settle.settle(GatewayFixture.strictLink(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        CallbackState after = gateway.standing(ID).state();
        SettlementResult own =
                gateway.settle.settle(GatewayFixture.strictLink(ID, 2), new Answer.Success(GatewayFixture.text("2")));

        assertThat(old).isInstanceOf(SettlementResult.Closed.class);
        assertThat(after).isEqualTo(CallbackState.PENDING);
        assertThat(own).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aStrictLinkOfADeliveredGenerationStaysAnswered() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult again =
                gateway.settle.settle(GatewayFixture.strictLink(ID, 1), new Answer.Success(GatewayFixture.text("1")));

        assertThat(again).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aRevokedLinkAnswersNothingAndAKeyStillDoes() {
        gateway.registered("token-1", "order-1");
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isInstanceOf(OperatorService.Operated.Done.class);

        SettlementResult byLink =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        CallbackState after = gateway.standing(ID).state();

        assertThat(byLink).isEqualTo(new SettlementResult.Unknown());
        assertThat(after).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.succeed("order-1", "2")).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aNewerGenerationHasLinksAgainAndTheOldOnesStayRevoked() {
        gateway.registered("token-1", "order-1");
        gateway.operate.revokeLinks(ID, "leaked");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult old =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        SettlementResult fresh =
                gateway.settle.settle(GatewayFixture.link(ID, 2), new Answer.Success(GatewayFixture.text("2")));

        assertThat(old).isEqualTo(new SettlementResult.Unknown());
        assertThat(fresh).isInstanceOf(SettlementResult.Reported.class);
    }

    @Test
    void aRevokedLinkLeavesNoLateAnswer() {
        gateway.registered("token-1", "order-1");
        gateway.operate.revokeLinks(ID, "leaked");
        gateway.operate.cancel(ID, "no longer needed");

        SettlementResult late =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));

        assertThat(late).isEqualTo(new SettlementResult.Unknown());
        assertThat(gateway.standing(ID).late()).isNull();
    }

    // ---- promise 15: nobody learns of what he may not see

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
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    // ---- what a report came to

    @Test
    void anUnknownTokenClosesTheAnswer() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.script(new StepFunctions.Reply.Unknown("InvalidToken"));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.REJECTED);
        assertThat(gateway.standing(ID).reason()).contains("InvalidToken");
    }

    @Test
    void anAmbiguousReportIsUnderWay() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.loseNextReply();
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.AMBIGUOUS);
        assertThat(gateway.succeed("order-1", "1")).isInstanceOf(SettlementResult.UnderWay.class);
    }

    /// Without an ARN nobody can tell whether the first token took it, so it is not the second one's answer
    /// either.
    @Test
    void anOldLinksRepeatedAnswerThatEndedAmbiguousIsNotCommittedForTheNewerToken() {
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").withoutExecution());
        gateway.stepFunctions.loseNextReply();
        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1"))))
                .isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.AMBIGUOUS);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.accepted(TestRegistrations.of("token-2", "approve", "order-1").withoutExecution());

        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1"))))
                .isInstanceOf(SettlementResult.UnderWay.class);
        assertThat(gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("2"))))
                .isInstanceOf(SettlementResult.Conflict.class);
        assertThat(gateway.standing(ID).generation()).isEqualTo(2);
        assertThat(gateway.standing(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    private void throttle(int times) {
        for (int i = 0; i < times; i++) {
            gateway.stepFunctions.script(new StepFunctions.Reply.NotApplied("ThrottlingException", true));
        }
    }
}
