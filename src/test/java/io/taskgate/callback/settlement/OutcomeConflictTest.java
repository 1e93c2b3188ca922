package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests promises 2 and 8: one outcome; a repeated answer and a different answer.
class OutcomeConflictTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    // ---- promises 2 and 8: one outcome; a repeated answer and a different answer

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
        Callback current = gateway.current(ID);
        assertThat(current.history()).extracting(Callback.HistoryEntry::event).contains("different answer refused");
        assertThat(current.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
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
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("\"first\""));
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void conflictsDoNotFillTheRecordWithoutEnd() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "0");
        for (int i = 1; i < 200; i++) {
            assertThat(gateway.succeed("order-1", "" + i)).isInstanceOf(SettlementResult.Conflict.class);
        }
        assertThat(gateway.current(ID).history()).hasSizeLessThanOrEqualTo(2 * Callback.MAX_HISTORY);
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
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }
}
