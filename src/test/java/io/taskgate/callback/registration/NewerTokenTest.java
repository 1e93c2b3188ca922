package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests promise 6: a registration is idempotent for each token, and the newest token wins.
class NewerTokenTest {

    private static final Instant ENTERED = Instant.parse("2026-08-02T09:59:00Z");
    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void theSameTokenAgainGetsTheSameAnswerAndPublishesNothing() {
        Callback first = gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback again = gateway.registered("token-1", "order-1");
        assertThat(again).isEqualTo(first);
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void theSameTokenAgainAfterALostReplyIsTheSameRegistration() {
        Registration registration =
                TestRegistrations.of("token-1", "approve", "order-1").build();
        gateway.ledger.loseNextReply();
        assertThatThrownBy(() -> gateway.register.register(registration))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        RegistrationResult again = gateway.register.register(registration);
        assertThat(again)
                .isInstanceOfSatisfying(
                        RegistrationResult.Accepted.class,
                        accepted -> assertThat(accepted.callback().generation()).isEqualTo(1));
        gateway.sweepFor(Duration.ofSeconds(6));
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void aRepeatedWriteIsKnownAgainAsTheSameRegistration() {
        gateway.ledger.repeatNextWrite(() -> {});
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.generation()).isEqualTo(1);
        gateway.sweepFor(Duration.ofSeconds(6));
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    /// D13: the reply was lost, and the SDK's second attempt was rejected because of the first.
    @Test
    void aRegistrationWhoseWriteWasRepeatedIsPublishedAtOnce() {
        gateway.ledger.repeatNextWrite(() -> {});
        gateway.registered("token-1", "order-1");
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1")).dispatch())
                .isEqualTo(Callback.Dispatch.SENT);
    }

    @Test
    void aRenewalWhoseWriteWasRepeatedIsPublishedAtOnce() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        // The first write finds an existing record.
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.repeatNextWrite(() -> {})));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.generation()).isEqualTo(2);
        assertThat(gateway.bus.published("Task Requested")).hasSize(2);
    }

    @Test
    void aRegistrationWhoseWriteWasRepeatedAndAnsweredMeanwhileLeavesTheReportToItsHolder() {
        gateway.ledger.repeatNextWrite(
                () -> gateway.committed(gateway.current(GatewayFixture.idOf("approve", "order-1")), "1"));
        Callback settling = gateway.registered("token-1", "order-1");
        assertThat(settling.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(gateway.stepFunctions.calls("success")).isEmpty();
    }

    @Test
    void aNewerTokenTakesTheRecordAndPublishesAgain() {
        Callback first = gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.requestId()).isNotEqualTo(first.requestId());
        assertThat(gateway.bus.published("Task Requested")).hasSize(2);
        assertThat(second.pastGenerations())
                .singleElement()
                .satisfies(past -> assertThat(past.tokenDigest())
                        .isEqualTo(GatewayFixture.token("token-1").digest()));
    }

    @Test
    void theNewerTokenWinsWhenItArrivesLast() {
        gateway.accepted(of("token-old").enteredAt(ENTERED));
        gateway.accepted(of("token-new").enteredAt(ENTERED.plusSeconds(5)));
        gateway.succeed("order-1", "{'ok': true}");
        assertThat(gateway.stepFunctions.calls("success"))
                .extracting(FakeStepFunctions.Call::token)
                .containsExactly(GatewayFixture.token("token-new"));
    }

    @Test
    void promise6TheNewerTokenWinsWhenItArrivesFirst() {
        gateway.accepted(of("token-new").enteredAt(ENTERED.plusSeconds(5)));
        gateway.clock.advance(Duration.ofSeconds(1));
        RegistrationResult late =
                gateway.register.register(of("token-old").enteredAt(ENTERED).build());
        assertThat(late).isInstanceOf(RegistrationResult.Superseded.class);
        gateway.succeed("order-1", "{'ok': true}");
        assertThat(gateway.stepFunctions.calls("success"))
                .extracting(FakeStepFunctions.Call::token)
                .containsExactly(GatewayFixture.token("token-new"));
    }

    @Test
    void anOlderTokenThatMeetsANewerOneBetweenLookAndWriteLoses() {
        gateway.accepted(of("token-1").enteredAt(ENTERED));
        Registration middle = of("token-2").enteredAt(ENTERED.plusSeconds(1)).build();
        TestRegistrations newest = of("token-3").enteredAt(ENTERED.plusSeconds(2));
        // The first write of a registration is the create, which is rejected; the next one takes over the
        // record.
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(newest)));
        RegistrationResult registered = gateway.register.register(middle);
        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1"))
                        .registeredTask()
                        .tokenDigest())
                .isEqualTo(GatewayFixture.token("token-3").digest());
    }

    @Test
    void anOlderTokenThatMeetsANewerOneWhileItReconcilesLoses() {
        Callback settling = gateway.committed(gateway.accepted(of("token-1").enteredAt(ENTERED)), "1");
        gateway.ledger.apply(settling.id(), ReportTransitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        Registration middle = of("token-2").enteredAt(ENTERED.plusSeconds(1)).build();
        TestRegistrations newest = of("token-3").enteredAt(ENTERED.plusSeconds(2));
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(newest)));
        RegistrationResult registered = gateway.register.register(middle);
        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(gateway.current(settling.id()).registeredTask().tokenDigest())
                .isEqualTo(GatewayFixture.token("token-3").digest());
    }

    /// Finding 11: both reconciled, and the second took over the registration of the first.
    @Test
    void theSameTokenThatIsRegisteredWhileItReconcilesIsOneGeneration() {
        Callback settling = gateway.committed(gateway.accepted(of("token-1").enteredAt(ENTERED)), "1");
        gateway.ledger.apply(settling.id(), ReportTransitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        TestRegistrations twice = of("token-2").enteredAt(ENTERED.plusSeconds(1));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(twice));

        Callback accepted = gateway.accepted(twice);

        assertThat(accepted.generation()).isEqualTo(2);
        assertThat(gateway.current(settling.id()).generation()).isEqualTo(2);
    }

    private List<FakeStepFunctions.Call> callsFor(TaskToken token) {
        return gateway.stepFunctions.calls().stream()
                .filter(call -> call.token().digest().equals(token.digest()))
                .toList();
    }

    private static final String OTHER_EXECUTION = GatewayFixture.EXECUTION + "-2";

    /// Finding 1: redrives are counted per execution. After one, no other execution on the key was ever
    /// answered.
    @Test
    void promise6ALaterExecutionIsNewerThanARedrivenOne() {
        gateway.accepted(of("token-redriven").enteredAt(ENTERED).redrive(1));
        gateway.succeed("order-1", "1");

        Callback later =
                gateway.accepted(of("token-later").execution(OTHER_EXECUTION).enteredAt(ENTERED.plusSeconds(86_400)));

        assertThat(later.generation()).isEqualTo(2);
        assertThat(later.state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void promise6ACountOfRedrivesBlocksNoKey() {
        gateway.accepted(of("token-1").enteredAt(ENTERED).redrive(Registration.MAX_COUNT));

        Callback later =
                gateway.accepted(of("token-2").execution(OTHER_EXECUTION).enteredAt(ENTERED.plusSeconds(1)));

        assertThat(later.generation()).isEqualTo(2);
    }

    @Test
    void anOlderExecutionsTokenFailsAndDoesNotWait() {
        Callback current = gateway.accepted(of("token-newer").enteredAt(ENTERED.plusSeconds(60)));

        RegistrationResult registered = gateway.register.register(
                of("token-older").execution(OTHER_EXECUTION).enteredAt(ENTERED).build());

        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(callsFor(GatewayFixture.token("token-older")))
                .singleElement()
                .satisfies(call -> assertThat(call.what()).isEqualTo("Taskgate.Superseded"));
        assertThat(gateway.current(current.id()).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void theTokenOfAnExecutionThatIsTakenOverFailsAndDoesNotWait() {
        gateway.accepted(of("token-1").enteredAt(ENTERED));

        gateway.accepted(of("token-2").execution(OTHER_EXECUTION).enteredAt(ENTERED.plusSeconds(60)));

        assertThat(callsFor(GatewayFixture.token("token-1")))
                .singleElement()
                .satisfies(call -> assertThat(call.what()).isEqualTo("Taskgate.Superseded"));
        assertThat(callsFor(GatewayFixture.token("token-2"))).isEmpty();
    }

    /// Step Functions closes an older attempt itself.
    @Test
    void theTokenOfAnOlderTryIsLeftAlone() {
        gateway.accepted(of("token-1").enteredAt(ENTERED));
        gateway.accepted(of("token-2").enteredAt(ENTERED).retry(1));

        assertThat(callsFor(GatewayFixture.token("token-1"))).isEmpty();
    }

    @Test
    void aRedriveBeatsALaterEntry() {
        gateway.accepted(of("token-redriven").enteredAt(ENTERED).redrive(1));
        RegistrationResult other = gateway.register.register(
                of("token-other").enteredAt(ENTERED.plusSeconds(60)).build());
        assertThat(other).isInstanceOf(RegistrationResult.Superseded.class);
    }

    @Test
    void aRetryIsNewer() {
        gateway.accepted(of("token-1").enteredAt(ENTERED));
        Callback retried = gateway.accepted(of("token-2").enteredAt(ENTERED).retry(1));
        assertThat(retried.generation()).isEqualTo(2);
    }

    @Test
    void anEndedTokenThatComesAgainStaysEnded() {
        gateway.accepted(of("token-1").enteredAt(ENTERED));
        gateway.accepted(of("token-2").enteredAt(ENTERED.plusSeconds(1)));
        RegistrationResult again = gateway.register.register(
                of("token-1").enteredAt(ENTERED.plusSeconds(9)).build());
        assertThat(again).isInstanceOf(RegistrationResult.Superseded.class);
    }

    @Test
    void aRecordRemembersSixteenEndedTokens() {
        for (int i = 0; i < 20; i++) {
            gateway.accepted(of("token-" + i).enteredAt(ENTERED.plusSeconds(i)));
        }
        Callback current = gateway.current(GatewayFixture.idOf("approve", "order-1"));
        assertThat(current.pastGenerations()).hasSize(Callback.MAX_PAST);
        assertThat(current.pastGenerations().getFirst().generation()).isEqualTo(4);
        assertThat(current.pastGenerations().getLast().generation()).isEqualTo(19);
    }

    @Test
    void anEarlierGenerationIsForgottenByALoopOnlyAfterItsDelivery() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(second.outcome()).isNull();
        assertThat(second.pastGenerations().getFirst().state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void twoTokensWithinOneMicrosecondEndInOneOfThem() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofNanos(500));
        RegistrationResult second = gateway.register.register(of("token-2").build());
        assertThat(second).isInstanceOfAny(RegistrationResult.Accepted.class, RegistrationResult.Superseded.class);
    }

    private static TestRegistrations of(String token) {
        return TestRegistrations.of(token, "approve", "order-1");
    }
}
