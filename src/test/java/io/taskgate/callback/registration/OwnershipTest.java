package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.registration.RegistrationResult.Kind;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.CallbackDraft;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests the registration of another caller under a key that is in use.
class OwnershipTest {

    private static final String ATTACKER = "arn:aws:states:eu-central-1:123456789012:execution:attacker-team:run";
    private static final Duration KEPT = Duration.ofDays(14);

    private final GatewayFixture gateway = new GatewayFixture();

    private static TestRegistrations later(String token) {
        return TestRegistrations.of(token, "approve", "order-1").redrive(1);
    }

    private RegistrationResult register(TestRegistrations registration) {
        return gateway.register.register(registration.build());
    }

    private boolean succeeded(String token) {
        return gateway.stepFunctions.truth(GatewayFixture.token(token)) instanceof StepFunctions.TaskOutcome.Succeeded;
    }

    private Kind kind(TestRegistrations registration) {
        return ((RegistrationResult.Accepted) register(registration)).kind();
    }

    private boolean isOfOther(TestRegistrations registration) {
        return gateway.immediate.isOfOtherOwner(registration.build());
    }

    private Callback current() {
        return gateway.current(GatewayFixture.idOf("approve", "order-1"));
    }

    // ---- another owner

    @Test
    void promise6AnotherStateMachineDoesNotTakeTheCallbackOver() {
        Callback victim = gateway.registered("victim", "order-1");

        RegistrationResult attack = register(later("attacker").execution(ATTACKER));

        assertThat(attack).isEqualTo(new RegistrationResult.NotOwner());
        assertThat(current()).isEqualTo(victim);
    }

    @Test
    void promise6AnotherPrincipalDoesNotTakeTheCallbackOver() {
        Callback victim = gateway.registered("victim", "order-1");

        assertThat(register(later("attacker").by("key:attacker"))).isEqualTo(new RegistrationResult.NotOwner());
        assertThat(current()).isEqualTo(victim);
    }

    @Test
    void promise15TheAnswerGoesToTheOwner() {
        gateway.registered("victim", "order-1");
        register(later("attacker").by("key:attacker").execution(ATTACKER));

        gateway.succeed("order-1", "{'secret': 'for the victim'}");

        assertThat(succeeded("victim")).isTrue();
        assertThat(succeeded("attacker")).isFalse();
    }

    @Test
    void promise15AnAnswerThatFoundItsTaskGoneIsNotCarriedToAnotherOwner() {
        gateway.registered("victim", "order-1");
        gateway.stepFunctions.close(
                GatewayFixture.token("victim"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.succeed("order-1", "{'secret': 'for the victim'}");
        assertThat(current().state()).isEqualTo(CallbackState.CLOSED);

        assertThat(register(later("attacker").by("key:attacker"))).isEqualTo(new RegistrationResult.NotOwner());
        gateway.clock.advance(KEPT);
        Callback taken = gateway.accepted(later("attacker").by("key:attacker"));

        assertThat(taken.state()).isEqualTo(CallbackState.PENDING);
        assertThat(succeeded("attacker")).isFalse();
    }

    @Test
    void promise6AnOlderTokenOfAnotherOwnerLearnsNothing() {
        gateway.accepted(later("victim"));

        assertThat(register(
                        TestRegistrations.of("attacker", "approve", "order-1").by("key:attacker")))
                .isEqualTo(new RegistrationResult.NotOwner());
    }

    @Test
    void promise6ARegistrationThatFailsItsTaskDoesNotTakeTheCallbackOver() {
        Callback victim = gateway.registered("victim", "order-1");

        gateway.immediate.failRegistration(
                later("attacker").by("key:attacker").build(), ImmediateSettlement.Rejection.OWNER_CONFLICT, "why");

        assertThat(current()).isEqualTo(victim);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("attacker")))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("Taskgate.OwnerConflict", "why"));
    }

    @Test
    void theOwnerIsKnownBeforeAnyWorkIsDone() {
        gateway.registered("victim", "order-1");

        assertThat(isOfOther(later("attacker").by("key:attacker"))).isTrue();
        assertThat(isOfOther(later("attacker").execution(ATTACKER))).isTrue();
        assertThat(isOfOther(later("newer"))).isFalse();
        assertThat(isOfOther(
                        TestRegistrations.of("victim", "approve", "order-1").by("bus:orders")))
                .isFalse();
        assertThat(isOfOther(
                        TestRegistrations.of("attacker", "approve", "order-2").by("key:attacker")))
                .isFalse();
        assertThat(isOfOther(TestRegistrations.of("attacker", "approve", null).by("key:attacker")))
                .isFalse();
    }

    @Test
    void promise6TheOwnerIsCheckedInTheVeryWrite() {
        Callback victim = gateway.registered("victim", "order-1");
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.beforeNextWrite(() -> {
            CallbackDraft transferred = new CallbackDraft(victim);
            transferred.owner = CallbackOwner.of("key:heir", GatewayFixture.EXECUTION);
            gateway.ledger.put(transferred.record());
        }));

        assertThat(register(later("newer"))).isEqualTo(new RegistrationResult.NotOwner());
        assertThat(current().generation()).isEqualTo(1);
    }

    // ---- the owner

    @Test
    void theOwnersNewerTokenTakesTheCallbackOver() {
        gateway.registered("token-1", "order-1");
        String other = GatewayFixture.EXECUTION.replace(":run", ":PROD:another-run");
        gateway.clock.advance(Duration.ofSeconds(1));

        Callback taken = gateway.accepted(later("token-2").execution(other));

        assertThat(taken.generation()).isEqualTo(2);
        assertThat(taken.owner()).isEqualTo(CallbackOwner.of(GatewayFixture.PRINCIPAL, GatewayFixture.EXECUTION));
    }

    @Test
    void theSameTokenAgainIsAcceptedAnyWayItComes() {
        Callback first = gateway.registered("token-1", "order-1");

        Callback again = gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").by("bus:orders"));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void anEarlyAnswerBelongsToTheFirstRegistration() {
        gateway.succeed("order-1", "7");
        assertThat(current().owner()).isNull();

        Callback taken = gateway.accepted(later("token-1").by("key:anybody"));

        assertThat(taken.owner()).isEqualTo(CallbackOwner.of("key:anybody", GatewayFixture.EXECUTION));
        assertThat(succeeded("token-1")).isTrue();
    }

    @Test
    void aRegistrationSaysHowItsTokenCame() {
        assertThat(kind(TestRegistrations.of("token-1", "approve", "order-1"))).isEqualTo(Kind.FIRST);
        assertThat(kind(TestRegistrations.of("token-1", "approve", "order-1"))).isEqualTo(Kind.REPEATED);
        assertThat(kind(later("token-2"))).isEqualTo(Kind.TAKE_OVER);
        assertThat(kind(later("token-2"))).isEqualTo(Kind.REPEATED);
        gateway.succeed("order-1", "7");
        assertThat(kind(later("token-2"))).isEqualTo(Kind.REPEATED);
    }

    @Test
    void theFirstTokenAfterAnEarlyAnswerTakesNothingOver() {
        gateway.succeed("order-1", "7");

        assertThat(kind(TestRegistrations.of("token-1", "approve", "order-1"))).isEqualTo(Kind.FIRST);
    }

    // ---- the end of ownership

    @Test
    void ownershipEnds14DaysAfterTheCallbackHasEnded() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "7");

        gateway.clock.advance(KEPT.minusMillis(1));
        assertThat(register(later("early").by("key:renamed"))).isEqualTo(new RegistrationResult.NotOwner());
        gateway.clock.advance(Duration.ofMillis(1));
        Callback taken = gateway.accepted(later("token-2").by("key:renamed"));

        assertThat(taken.owner()).isEqualTo(CallbackOwner.of("key:renamed", GatewayFixture.EXECUTION));
    }

    @Test
    void ownershipDoesNotEndWhileTheCallbackIsAwaited() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofDays(300));

        assertThat(register(later("token-2").by("key:another"))).isEqualTo(new RegistrationResult.NotOwner());
    }
}
