package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests promises 4 and 5: answers before the registration and after the end of a task.
class EarlyAndLateAnswerTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    // ---- promise 4: early

    @Test
    void anAnswerThatNobodyWaitsForIsKept() {
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Early.class);
        Callback early = gateway.current(ID);
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
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
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
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        assertThat(gateway.current(ID).outcome()).isNotNull();
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
        assertThat(gateway.current(id).lateAnswer()).isNotNull();
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("\"late\""));
    }

    @Test
    void theFirstLateAnswerStays() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(40));
        CallbackId id = GatewayFixture.idOf("watch", "order-1");
        gateway.ledger.await(id, CallbackState.DELIVERED);
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Success(GatewayFixture.text("1")));
        Outcome first = gateway.current(id).lateAnswer();
        gateway.settle.settle(GatewayFixture.key("watch", "order-1"), new Answer.Success(GatewayFixture.text("2")));
        assertThat(gateway.current(id).lateAnswer()).isEqualTo(first).isNotNull();
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
        assertThat(gateway.current(id).lateAnswer().digest())
                .isEqualTo(new Answer.Success(GatewayFixture.text("1")).digest());
    }

    @Test
    void anAnswerToATaskThatAHeartbeatFoundGoneIsKept() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("aborted"));
        gateway.heartbeat.record(GatewayFixture.key("approve", "order-1"), null);
        SettlementResult settled = gateway.succeed("order-1", "1");
        assertThat(settled).isInstanceOf(SettlementResult.Closed.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
    }
}
