package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.InMemoryLedger;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationServiceTest {

    private static final Instant ENTERED = Instant.parse("2026-08-02T09:59:00Z");

    private final GatewayFixture gateway = new GatewayFixture();

    // ---- a first token

    @Test
    void aFirstTokenIsKeptAndItsRequestPublished() {
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.state()).isEqualTo(CallbackState.PENDING);
        assertThat(accepted.dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(accepted.request()).isNull();
        assertThat(gateway.bus.published("Task Requested")).singleElement().satisfies(detail -> {
            assertThat(detail.get("requestId").textValue()).isEqualTo(accepted.requestId());
            assertThat(detail.get("callbackId").textValue())
                    .isEqualTo(accepted.id().value());
            assertThat(detail.get("correlationKey").textValue()).isEqualTo("order-1");
            assertThat(detail.get("input")).isEqualTo(GatewayFixture.json("{'a': 1}"));
            assertThat(detail.at("/links/success").textValue())
                    .startsWith("https://gate.example/v1/callbacks/" + accepted.id() + "/success?signature=");
        });
    }

    @Test
    void theEventTellsDeadlineAndHeartbeat() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        JsonNode detail = gateway.bus.published("Task Requested").getFirst();
        assertThat(detail.get("deadline").textValue()).isEqualTo("2026-08-02T10:59:50Z");
        assertThat(detail.get("heartbeatSeconds").intValue()).isEqualTo(30);
    }

    @Test
    void theRegistrationsTimesOverruleTheRoutes() {
        Callback accepted = gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1")
                .watched(Duration.ofSeconds(5), Duration.ofSeconds(50)));
        assertThat(accepted.registeredTask().heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(accepted.registeredTask().deadline()).isEqualTo(MutableClock.START.plusSeconds(40));
        assertThat(accepted.pulse().deadline()).isEqualTo(MutableClock.START.plusSeconds(5));
    }

    @Test
    void aTokenWithoutAKeyIsItsOwnCorrelation() {
        Callback accepted = gateway.accepted(TestRegistrations.of("token-1", "approve", null));
        assertThat(accepted.id())
                .isEqualTo(GatewayFixture.IDS.ofToken(GatewayFixture.TENANT, GatewayFixture.token("token-1")));
        assertThat(accepted.correlationKey()).isNull();
    }

    @Test
    void theTokenIsNowhereToBeSeen() {
        Callback accepted = gateway.registered("token-secret", "order-1");
        assertThat(accepted.toString()).doesNotContain("token-secret");
        assertThat(gateway.bus.published().toString()).doesNotContain("token-secret");
        assertThat(gateway.vault.open(accepted.registeredTask().token(), accepted.id()))
                .isEqualTo(GatewayFixture.token("token-secret"));
    }

    @Test
    void anHttpRouteSendsTheRequestUnderItsId() {
        Callback accepted = gateway.accepted(TestRegistrations.of("token-1", "ship", "order-1"));
        assertThat(gateway.services.sent())
                .singleElement()
                .satisfies(sent -> assertThat(sent.requestId()).isEqualTo(accepted.requestId()));
    }

    @Test
    void aRequestOverItsBudgetIsCheckedIn() {
        Callback accepted = gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").input(GatewayFixture.large(300_000)));
        assertThat(accepted.registeredTask().request().reference()).isNotNull();
        JsonNode detail = gateway.bus.published("Task Requested").getFirst();
        assertThat(detail.has("input")).isFalse();
        assertThat(detail.at("/reference/sha256").textValue())
                .isEqualTo(accepted.registeredTask().request().reference().sha256());
    }

    // ---- what is not kept

    @Test
    void anUnknownRouteIsSaid() {
        RegistrationResult registered = gateway.register.register(
                TestRegistrations.of("token-1", "nowhere", "order-1").build());
        assertThat(registered).isInstanceOf(RegistrationResult.NoRoute.class);
    }

    @Test
    void aRequestThatCannotBeShapedIsNotKept() {
        RegistrationResult registered = gateway.register.register(TestRegistrations.of("token-1", "trim", "order-1")
                .input(GatewayFixture.json("{'b': 1}"))
                .build());
        assertThat(registered)
                .isInstanceOfSatisfying(
                        RegistrationResult.Unshapeable.class,
                        not -> assertThat(not.reason().message()).contains("OutputPath", "$.a"));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("trim", "order-1"))).isEmpty();
    }

    @Test
    void aRequestThatIsRefusedForItsSizeIsNotKept() {
        RegistrationResult registered = gateway.register.register(TestRegistrations.of("token-1", "refuse", "order-1")
                .input(GatewayFixture.large(3000))
                .build());
        assertThat(registered)
                .isInstanceOfSatisfying(
                        RegistrationResult.OverBudget.class,
                        not -> assertThat(not.sizes().excess().allowed()).isEqualTo(2048));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("refuse", "order-1")))
                .isEmpty();
    }

    @Test
    void aRequestThatMayNotTravelFailsItsTask() {
        Callback accepted = gateway.accepted(
                TestRegistrations.of("token-1", "fail", "order-1").input(GatewayFixture.large(3000)));
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.PayloadTooLarge");
        assertThat(gateway.bus.published()).isEmpty();
        assertThat(accepted.registeredTask().request()).isEqualTo(new RegisteredTask.RequestSize(3008, 0, null));
        assertThat(accepted.committedOutcome().changes())
                .containsExactly(new Adjustment("request", Adjustment.Kind.TOO_LARGE, 3008, 0));
    }

    @Test
    void aRequestOverTheHardLimitIsRefusedAndNotCheckedIn() {
        RegistrationResult registered = gateway.register.register(TestRegistrations.of("token-1", "limit", "order-1")
                .input(GatewayFixture.large(5000))
                .build());
        assertThat(registered)
                .isInstanceOfSatisfying(
                        RegistrationResult.OverBudget.class,
                        not -> assertThat(not.sizes().excess().detail()).contains("5008 B", "its limit is 4096 B"));
        assertThat(gateway.store.size()).isZero();
        gateway.accepted(TestRegistrations.of("token-1", "limit", "order-1").input(GatewayFixture.large(4088)));
        assertThat(gateway.store.size()).isEqualTo(1);
    }

    @Test
    void aRequestThatIsRefusedForGoodLeavesNothingBehind() {
        gateway.bus.script(new DispatchResult.Never("no such bus"));
        RegistrationResult registered = gateway.register.register(
                TestRegistrations.of("token-1", "approve", "order-1").build());
        assertThat(registered).isEqualTo(new RegistrationResult.NotDispatched("no such bus", false));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("approve", "order-1")))
                .isEmpty();
    }

    @Test
    void aNewerTokensRequestThatIsRefusedForGoodFailsItsTask() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.bus.script(new DispatchResult.Never("no such bus"));
        Callback accepted = gateway.registered("token-2", "order-1");
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("failure")).singleElement().satisfies(call -> {
            assertThat(call.what()).isEqualTo("Taskgate.DispatchFailed");
            assertThat(call.token()).isEqualTo(GatewayFixture.token("token-2"));
        });
    }

    @Test
    void aFailedDispatchIsNotCarriedToANewerToken() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.bus.script(new DispatchResult.Never("no such bus"));
        gateway.stepFunctions.script(new StepFunctions.Reply.TimedOut());
        gateway.registered("token-2", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback third = gateway.registered("token-3", "order-1");
        assertThat(third.state()).isEqualTo(CallbackState.PENDING);
        assertThat(third.dispatch()).isEqualTo(Callback.Dispatch.SENT);
    }

    @Test
    void anUnavailableStoreIsNotAcknowledged() {
        gateway.store.available(false);
        Registration large = TestRegistrations.of("token-1", "approve", "order-1")
                .input(GatewayFixture.large(300_000))
                .build();
        assertThatThrownBy(() -> gateway.register.register(large))
                .isInstanceOf(PayloadStore.StoreUnavailableException.class);
        assertThat(gateway.ledger.find(GatewayFixture.idOf("approve", "order-1")))
                .isEmpty();
    }

    @Test
    void anUnavailableLedgerIsNotAcknowledgedAndNothingIsPublished() {
        gateway.ledger.available(false);
        Registration registration =
                TestRegistrations.of("token-1", "approve", "order-1").build();
        assertThatThrownBy(() -> gateway.register.register(registration))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(gateway.bus.published()).isEmpty();
    }

    // ---- promise 6: idempotent per token, the newest wins

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

    /// D13: its reply was lost, and the SDK's second try was refused by the first.
    @Test
    void aRegistrationWhoseWriteWasRepeatedIsPublishedAtOnce() {
        gateway.ledger.repeatNextWrite(() -> {});
        gateway.registered("token-1", "order-1");
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
        assertThat(gateway.standing(GatewayFixture.idOf("approve", "order-1")).dispatch())
                .isEqualTo(Callback.Dispatch.SENT);
    }

    @Test
    void aRenewalWhoseWriteWasRepeatedIsPublishedAtOnce() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        // The first write finds that there is a record.
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.repeatNextWrite(() -> {})));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.generation()).isEqualTo(2);
        assertThat(gateway.bus.published("Task Requested")).hasSize(2);
    }

    @Test
    void aRegistrationWhoseWriteWasRepeatedAndAnsweredMeanwhileLeavesTheReportToItsHolder() {
        gateway.ledger.repeatNextWrite(
                () -> gateway.committed(gateway.standing(GatewayFixture.idOf("approve", "order-1")), "1"));
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
        assertThat(second.past())
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
        // The first write of a registration is the create, which is refused; the one after it takes the record.
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(newest)));
        RegistrationResult registered = gateway.register.register(middle);
        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(gateway.standing(GatewayFixture.idOf("approve", "order-1"))
                        .registeredTask()
                        .tokenDigest())
                .isEqualTo(GatewayFixture.token("token-3").digest());
    }

    @Test
    void anOlderTokenThatMeetsANewerOneWhileItReconcilesLoses() {
        Callback settling = gateway.committed(gateway.accepted(of("token-1").enteredAt(ENTERED)), "1");
        gateway.ledger.apply(settling.id(), Transitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.scriptEnding(new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        Registration middle = of("token-2").enteredAt(ENTERED.plusSeconds(1)).build();
        TestRegistrations newest = of("token-3").enteredAt(ENTERED.plusSeconds(2));
        gateway.ledger.beforeNextWrite(
                () -> gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(newest)));
        RegistrationResult registered = gateway.register.register(middle);
        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(gateway.standing(settling.id()).registeredTask().tokenDigest())
                .isEqualTo(GatewayFixture.token("token-3").digest());
    }

    /// Finding 11: both reconciled, and the second took over what the first had registered.
    @Test
    void theSameTokenThatIsRegisteredWhileItReconcilesIsOneGeneration() {
        Callback settling = gateway.committed(gateway.accepted(of("token-1").enteredAt(ENTERED)), "1");
        gateway.ledger.apply(settling.id(), Transitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.scriptEnding(new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        TestRegistrations twice = of("token-2").enteredAt(ENTERED.plusSeconds(1));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().accepted(twice));

        Callback accepted = gateway.accepted(twice);

        assertThat(accepted.generation()).isEqualTo(2);
        assertThat(gateway.standing(settling.id()).generation()).isEqualTo(2);
    }

    private List<FakeStepFunctions.Call> callsFor(TaskToken token) {
        return gateway.stepFunctions.calls().stream()
                .filter(call -> call.token().digest().equals(token.digest()))
                .toList();
    }

    private static final String OTHER_EXECUTION = GatewayFixture.EXECUTION + "-2";

    /// Finding 1: a redrive is counted by its execution. After one, no other execution was ever answered.
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
        Callback standing = gateway.accepted(of("token-newer").enteredAt(ENTERED.plusSeconds(60)));

        RegistrationResult registered = gateway.register.register(
                of("token-older").execution(OTHER_EXECUTION).enteredAt(ENTERED).build());

        assertThat(registered).isInstanceOf(RegistrationResult.Superseded.class);
        assertThat(callsFor(GatewayFixture.token("token-older")))
                .singleElement()
                .satisfies(call -> assertThat(call.what()).isEqualTo("Taskgate.Superseded"));
        assertThat(gateway.standing(standing.id()).state()).isEqualTo(CallbackState.PENDING);
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

    /// Step Functions closes an older try itself.
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
        Callback standing = gateway.standing(GatewayFixture.idOf("approve", "order-1"));
        assertThat(standing.past()).hasSize(Callback.MAX_PAST);
        assertThat(standing.past().getFirst().generation()).isEqualTo(4);
        assertThat(standing.past().getLast().generation()).isEqualTo(19);
    }

    @Test
    void anEarlierGenerationIsForgottenByALoopOnlyAfterItsDelivery() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(second.outcome()).isNull();
        assertThat(second.past().getFirst().state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void twoTokensWithinOneMicrosecondEndInOneOfThem() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofNanos(500));
        RegistrationResult second = gateway.register.register(of("token-2").build());
        assertThat(second).isInstanceOfAny(RegistrationResult.Accepted.class, RegistrationResult.Superseded.class);
    }

    // ---- promises 4 and 5: what was here already

    @Test
    void promise4AnEarlyAnswerSettlesTheRegistration() {
        gateway.succeed("order-1", "{'ok': true}");
        gateway.clock.advance(Duration.ofHours(24));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("{\"ok\":true}"));
        assertThat(gateway.bus.published()).isEmpty();
    }

    @Test
    void anEarlyAnswerIsOnlyTakenWhileItIsTheOneThatWasSeen() {
        gateway.succeed("order-1", "1");
        Outcome other = Outcome.failure("Other", null, "d", "another operation", MutableClock.START);
        Callback early =
                gateway.standing(GatewayFixture.idOf("approve", "order-1")).withPayloads(null, other);
        Callback pending = new GatewayFixture().registered("token-1", "order-1");
        Ledger.Transition stale = Transitions.carry(
                early,
                CallbackOwner.of(GatewayFixture.PRINCIPAL, GatewayFixture.EXECUTION),
                other,
                pending.registeredTask(),
                pending.order(),
                MutableClock.START);
        assertThat(gateway.ledger.apply(early.id(), stale)).isInstanceOf(Ledger.Write.Refused.class);
    }

    @Test
    void promise5AnAnswerThatFoundItsTokenGoneIsCarriedToTheNewerOne() {
        gateway.registered("token-1", "order-1");
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        assertThat(gateway.succeed("order-1", "{'ok': 1}")).isInstanceOf(SettlementResult.Closed.class);
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("{\"ok\":1}"));
    }

    @Test
    void anAnswerWhoseReportIsNotThroughIsCarriedToTheNewerOne() {
        gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.generation()).isEqualTo(2);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("{\"ok\":1}"));
    }

    /// A workflow goes on as soon as Step Functions has its answer, which is before the gateway has the reply.
    /// Found by the simulation (play LOOP).
    @Test
    void promise5AnAnswerThatItsTaskHasIsNotCarriedToTheNextOne() {
        Callback settling = gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.success(GatewayFixture.token("token-1"), "{\"ok\":1}".getBytes(StandardCharsets.UTF_8));
        gateway.clock.advance(Duration.ofSeconds(1));

        Callback second = gateway.registered("token-2", "order-1");

        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.past()).last().satisfies(past -> {
            assertThat(past.generation()).isEqualTo(1);
            assertThat(past.state()).isEqualTo(CallbackState.DELIVERED);
        });
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isInstanceOf(StepFunctions.Ending.StillOpen.class);
        assertThat(settling.generation()).isEqualTo(1);
    }

    /// Found by the simulation: the sweep took the report over while the history was read.
    @Test
    void promise5AReportThatIsTakenOverMeanwhileIsStillNotCarriedToTheNextOne() {
        Callback settling = gateway.settling("token-1", "order-1", "{'ok': 1}");
        gateway.stepFunctions.success(GatewayFixture.token("token-1"), "{\"ok\":1}".getBytes(StandardCharsets.UTF_8));
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.apply(
                settling.id(), Transitions.takeOver(gateway.standing(settling.id()), gateway.clock.instant()))));

        Callback second = gateway.registered("token-2", "order-1");

        assertThat(second.state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isInstanceOf(StepFunctions.Ending.StillOpen.class);
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
        assertThat(gateway.standing(GatewayFixture.idOf("approve", "order-1")).generation())
                .isEqualTo(1);
    }

    @Test
    void aTimeOutIsNotCarried() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.sweepFor(Duration.ofSeconds(31));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
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
        gateway.ledger.apply(settling.id(), Transitions.ambiguous(settling, gateway.clock.instant()));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.advance(Duration.ofSeconds(1));
        Callback second = gateway.registered("token-2", "order-1");
        assertThat(second.past().getLast().state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    // ---- promise 7: published at least once, under one request id

    @Test
    void aRequestThatWasNotTakenIsPublishedByTheSweep() {
        gateway.bus.script(new DispatchResult.NotNow("throttled"), new DispatchResult.NotNow("throttled"));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
        gateway.sweepFor(Duration.ofSeconds(12));
        assertThat(gateway.standing(accepted.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).containsExactly(accepted.requestId());
    }

    @Test
    void killedAfterTheWriteTheSweepPublishes() {
        gateway.killAt(FailPoint.Step.REGISTER_WRITTEN);
        killed(of("token-1"));
        assertThat(gateway.bus.published()).isEmpty();
        gateway.replica().sweepFor(Duration.ofSeconds(6));
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void killedAfterPublishingTheSameRequestIdIsPublishedAgain() {
        gateway.killAt(FailPoint.Step.REQUEST_PUBLISHED);
        killed(of("token-1"));
        gateway.replica().sweepFor(Duration.ofSeconds(6));
        assertThat(requestIds()).hasSize(2);
        assertThat(requestIds().stream().distinct()).hasSize(1);
    }

    @Test
    void killedAfterTheMarkNothingIsPublishedTwice() {
        gateway.killAt(FailPoint.Step.REQUEST_MARKED);
        killed(of("token-1"));
        gateway.replica().sweepFor(Duration.ofSeconds(70));
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void aMarkWhoseReplyIsLostHarmsNothing() {
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.loseNextReply()));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(gateway.standing(accepted.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).hasSize(1);
    }

    private void killed(TestRegistrations registration) {
        assertThatThrownBy(() -> gateway.register.register(registration.build()))
                .isInstanceOf(GatewayFixture.Killed.class);
    }

    private List<String> requestIds() {
        return gateway.bus.published("Task Requested").stream()
                .map(detail -> detail.get("requestId").textValue())
                .toList();
    }

    private static TestRegistrations of(String token) {
        return TestRegistrations.of(token, "approve", "order-1");
    }

    @Test
    void aFailedEntryOfAFirstRegistrationLeavesNothing() {
        gateway.bus.script(new DispatchResult.FailedEntry("InternalFailure"));
        RegistrationResult registered = gateway.register.register(
                TestRegistrations.of("token-1", "approve", "order-1").build());
        assertThat(registered).isEqualTo(new RegistrationResult.NotDispatched("InternalFailure", true));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("approve", "order-1")))
                .isEmpty();
    }

    @Test
    void aRegistrationThatWasRepeatedAndAcknowledgedIsNotTakenBack() {
        Registration registration =
                TestRegistrations.of("token-1", "approve", "order-1").build();
        List<RegistrationResult> repeated = new ArrayList<>();
        gateway.bus.script(new DispatchResult.FailedEntry("InternalFailure"));
        gateway.bus.meanwhile(() -> repeated.add(gateway.register.register(registration)));

        RegistrationResult first = gateway.register.register(registration);

        assertThat(first).isInstanceOf(RegistrationResult.Accepted.class);
        assertThat(repeated).singleElement().isInstanceOf(RegistrationResult.Accepted.class);
        gateway.sweepFor(Duration.ofSeconds(7));
        assertThat(gateway.standing(GatewayFixture.idOf("approve", "order-1")).dispatch())
                .isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void aFailedEntryOfANewerTokenIsTriedAgain() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.bus.script(new DispatchResult.FailedEntry("InternalFailure"));
        Callback renewed = gateway.registered("token-2", "order-1");
        assertThat(renewed.dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
        gateway.sweepFor(Duration.ofSeconds(7));
        assertThat(gateway.standing(renewed.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
    }

    // ---- an attacker's registrations

    @Test
    void promise13TwoRegistrationsFarInTheFutureEnd() {
        gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").enteredAt(Instant.parse("2286-01-01T00:00:00Z")));

        Callback second = gateway.accepted(
                TestRegistrations.of("token-2", "approve", "order-1").enteredAt(Instant.parse("2400-01-01T00:00:00Z")));

        assertThat(second.generation()).isEqualTo(2);
    }

    @Test
    void promise13ARecordThatNeverStopsChangingIsGivenUp() {
        Callback standing = gateway.registered("token-1", "order-1");
        List<Long> turns = new ArrayList<>();
        changedBeforeEachWrite(standing, turns);

        assertThatThrownBy(() -> gateway.register.register(TestRegistrations.of("token-2", "approve", "order-1")
                        .redrive(1)
                        .build()))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(turns).hasSizeLessThanOrEqualTo(10);
    }

    /// Another process takes a newer generation into the record before each of our writes, with an older order.
    private void changedBeforeEachWrite(Callback standing, List<Long> turns) {
        gateway.ledger.beforeNextWrite(() -> {
            turns.add(standing.generation() + turns.size() + 1);
            if (turns.size() < 1_000) {
                InMemoryLedger.Draft draft = new InMemoryLedger.Draft(standing);
                draft.generation = turns.getLast();
                gateway.ledger.put(draft.record());
                changedBeforeEachWrite(standing, turns);
            }
        });
    }
}
