package io.taskgate.callback.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.AnswerDelivery;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests that links and webhook deliveries answer the generation that they belong to.
class LinkGenerationTest {

    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    private static final AnswerDelivery DELIVERY =
            AnswerDelivery.of("", "{\"paid\": true}".getBytes(StandardCharsets.UTF_8));

    private SettlementResult delivered(String operation, AnswerDelivery delivery, String json) {
        return gateway.settle.settle(
                GatewayFixture.key(operation, "order-1"), new Answer.Success(GatewayFixture.text(json)), delivery);
    }

    // ---- replays of webhook deliveries

    @Test
    void promise15ADeliveryAnswersTheGenerationThatItCameTo() {
        gateway.registered("token-1", "order-1");
        assertThat(delivered("approve", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
        assertThat(delivered("approve", DELIVERY, "1")).isInstanceOf(SettlementResult.Reported.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult replayed = delivered("approve", DELIVERY, "1");

        assertThat(replayed).isInstanceOf(SettlementResult.Replayed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
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

        assertThat(gateway.current(id).lateAnswer()).isNull();
    }

    /// Promise 5: a carried-over answer is the newer generation's own answer, and the provider's next attempt
    /// is a repetition of it.
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
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));

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
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
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
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
    }

    // ---- revoked and expired links (finding 25)

    @Test
    void aStrictLinkAnswersItsOwnGenerationOnly() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.registered("token-2", "order-1");

        SettlementResult old =
                gateway.settle.settle(GatewayFixture.strictLink(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        CallbackState after = gateway.current(ID).state();
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
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isInstanceOf(OperatorService.OperatorResult.Done.class);

        SettlementResult byLink =
                gateway.settle.settle(GatewayFixture.link(ID, 1), new Answer.Success(GatewayFixture.text("1")));
        CallbackState after = gateway.current(ID).state();

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
        assertThat(gateway.current(ID).lateAnswer()).isNull();
    }
}
