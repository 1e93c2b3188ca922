package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.RegistrationTransitions;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests promises 4 and 5: an answer that arrives before its registration, or for a token that has ended.
class CarriedAnswerTest {

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void promise4AnEarlyAnswerSettlesTheRegistration() {
        gateway.succeed("order-1", "{'ok': true}");
        gateway.clock.advance(Duration.ofHours(24));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":true}"));
        assertThat(gateway.bus.published()).isEmpty();
    }

    @Test
    void anEarlyAnswerIsOnlyTakenWhileItIsTheOneThatWasSeen() {
        gateway.succeed("order-1", "1");
        Outcome other = Outcome.failure("Other", null, "d", "another operation", MutableClock.START);
        Callback early =
                gateway.current(GatewayFixture.idOf("approve", "order-1")).withPayloads(null, other);
        Callback pending = new GatewayFixture().registered("token-1", "order-1");
        Ledger.Transition stale = RegistrationTransitions.carry(
                early,
                CallbackOwner.of(GatewayFixture.PRINCIPAL, GatewayFixture.EXECUTION),
                other,
                pending.registeredTask(),
                pending.order(),
                MutableClock.START);
        assertThat(gateway.ledger.apply(early.id(), stale)).isInstanceOf(Ledger.Write.ConditionFailed.class);
    }

    @Test
    void promise5AnAnswerThatFoundItsTokenGoneIsCarriedToTheNewerOne() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        assertThat(gateway.succeed("order-1", "{'ok': 1}")).isInstanceOf(SettlementResult.Closed.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":1}"));
    }

    @Test
    void anAnswerWhoseReportIsNotThroughIsCarriedToTheNewerOne() {
        gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.generation()).isEqualTo(2);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"ok\":1}"));
    }

    /// A workflow continues when Step Functions has its answer, which is before the gateway has the reply.
    /// Found by the simulation (scenario LOOP).
    @Test
    void promise5AnAnswerThatItsTaskHasIsNotCarriedToTheNextOne() {
        Callback settling = gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.success(GatewayFixture.token("token-1"), "{\"ok\":1}".getBytes(StandardCharsets.UTF_8));
        gateway.clock.advance(Duration.ofSeconds(1));

        Callback second = gateway.registered("token-2", "order-1");

        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.pastGenerations()).last().satisfies(past -> {
            assertThat(past.generation()).isEqualTo(1);
            assertThat(past.state()).isEqualTo(CallbackState.DELIVERED);
        });
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isInstanceOf(StepFunctions.TaskOutcome.StillOpen.class);
        assertThat(settling.generation()).isEqualTo(1);
    }

    /// Found by the simulation: the sweep took the report over while the history was read.
    @Test
    void promise5AReportThatIsTakenOverMeanwhileIsStillNotCarriedToTheNextOne() {
        Callback settling = gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.success(GatewayFixture.token("token-1"), "{\"ok\":1}".getBytes(StandardCharsets.UTF_8));
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.apply(
                settling.id(), ReportTransitions.takeOver(gateway.current(settling.id()), gateway.clock.instant()))));

        Callback second = gateway.registered("token-2", "order-1");

        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isInstanceOf(StepFunctions.TaskOutcome.StillOpen.class);
    }

    @Test
    void whileNobodyKnowsWhetherTheTaskHasItsAnswerTheNewerTokenIsToldToComeAgain() {
        gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.clock.advance(Duration.ofSeconds(1));
        RegistrationResult newer = gateway.register.register(
                TestRegistrations.of("token-2", "approve", "order-1").build());

        assertThat(newer)
                .isInstanceOfSatisfying(
                        RegistrationResult.NotNow.class,
                        notNow -> assertThat(notNow.reason()).contains("Retry the same request in a few seconds"));
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1")).generation())
                .isEqualTo(1);
    }

    @Test
    void aTimeOutIsNotCarried() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(31));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.sweepFor(Duration.ofSeconds(9));
        Callback closed = gateway.ledger.await(GatewayFixture.idOf("watch", "order-1"), CallbackState.CLOSED);
        assertThat(closed.committedOutcome().kind()).isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        Callback second = gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aRequestThatMayNotTravelMeetsAnEarlyAnswer() {
        gateway.settle.settle(GatewayFixture.key("fail", "order-1"), new Answer.Success(GatewayFixture.text("1")));
        Callback accepted = gateway.accepted(
                TestRegistrations.of("token-1", "fail", "order-1").input(GatewayFixture.large(3000)));
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aRequestThatWasTooLargeIsNotCarriedToANewerToken() {
        gateway.stepFunctions.script(new StepFunctions.Reply.TimedOut());
        gateway.accepted(TestRegistrations.of("token-1", "fail", "order-1").input(GatewayFixture.large(3000)));
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.accepted(TestRegistrations.of("token-2", "fail", "order-1"));
        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void anAmbiguousEndingIsReconciledBeforeTheNewerTokenTakesTheRecord() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(settling.id(), ReportTransitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.pastGenerations().getLast().state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
    }
}
