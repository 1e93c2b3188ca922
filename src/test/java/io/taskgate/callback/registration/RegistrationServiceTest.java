package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.Adjustment;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.RegisteredTask;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.payload.claimcheck.PayloadStore;
import io.taskgate.testing.callback.CallbackDraft;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests first tokens: the stored record, the published request, and rejections.
class RegistrationServiceTest {

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
        assertThat(accepted.heartbeatState().deadline()).isEqualTo(MutableClock.START.plusSeconds(5));
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

    // ---- values that are not stored

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
        RegistrationResult registered = gateway.register.register(TestRegistrations.of("token-1", "reject", "order-1")
                .input(GatewayFixture.large(3000))
                .build());
        assertThat(registered)
                .isInstanceOfSatisfying(
                        RegistrationResult.OverBudget.class,
                        not -> assertThat(not.sizes().excess().allowed()).isEqualTo(2048));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("reject", "order-1")))
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
                        not -> assertThat(not.sizes().excess().detail()).contains("5008 B", "Its limit is 4096 B"));
        assertThat(gateway.store.size()).isZero();
        gateway.accepted(TestRegistrations.of("token-1", "limit", "order-1").input(GatewayFixture.large(4088)));
        assertThat(gateway.store.size()).isEqualTo(1);
    }

    @Test
    void aRequestThatIsRefusedForGoodLeavesNothingBehind() {
        gateway.bus.script(new DispatchResult.Permanent("no such bus"));
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
        gateway.bus.script(new DispatchResult.Permanent("no such bus"));
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
        gateway.bus.script(new DispatchResult.Permanent("no such bus"));
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
        Callback current = gateway.registered("token-1", "order-1");
        List<Long> turns = new ArrayList<>();
        changedBeforeEachWrite(current, turns);

        assertThatThrownBy(() -> gateway.register.register(TestRegistrations.of("token-2", "approve", "order-1")
                        .redrive(1)
                        .build()))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
        assertThat(turns).hasSizeLessThanOrEqualTo(10);
    }

    /// Another process writes a newer generation with an older order before each write of the service.
    private void changedBeforeEachWrite(Callback current, List<Long> turns) {
        gateway.ledger.beforeNextWrite(() -> {
            turns.add(current.generation() + turns.size() + 1);
            if (turns.size() < 1_000) {
                CallbackDraft draft = new CallbackDraft(current);
                draft.generation = turns.getLast();
                gateway.ledger.put(draft.record());
                changedBeforeEachWrite(current, turns);
            }
        });
    }
}
