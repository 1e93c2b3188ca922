package io.taskgate.callback.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.operator.OperatorService.OperatorResult;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorServiceTest {

    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final TaskToken TOKEN = GatewayFixture.token("token-1");

    private final GatewayFixture gateway = new GatewayFixture();

    // ---- cancel

    @Test
    void whatIsAwaitedIsCancelledAsAFailure() {
        gateway.registered("token-1", "order-1");
        OperatorResult operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated)
                .isInstanceOfSatisfying(
                        OperatorResult.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(CallbackState.DELIVERED));
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("Taskgate.Cancelled", "no longer needed"));
        assertThat(gateway.bus.published("Task Cancelled")).hasSize(1);
    }

    @Test
    void anAnswerBetweenLookAndCancelWins() {
        gateway.registered("token-1", "order-1");
        gateway.ledger.beforeNextWrite(() -> gateway.replica().succeed("order-1", "1"));
        OperatorResult operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
    }

    @Test
    void anEarlyAnswerIsWithdrawn() {
        gateway.succeed("order-1", "1");
        OperatorResult operated = gateway.operate.cancel(ID, "wrong key");
        assertThat(operated).isInstanceOf(OperatorResult.Done.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.CANCELLED);
        assertThat(gateway.current(ID).reason()).isEqualTo("wrong key");
    }

    @Test
    void aWithdrawnEarlyAnswerSettlesNothing() {
        gateway.succeed("order-1", "1");
        gateway.operate.cancel(ID, "wrong key");
        Callback registered = gateway.registered("token-1", "order-1");
        assertThat(registered.state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void anEarlyAnswerThatWasTakenMeanwhileIsNotWithdrawn() {
        gateway.succeed("order-1", "1");
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-1", "order-1"));
        OperatorResult operated = gateway.operate.cancel(ID, "wrong key");
        assertThat(operated).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = CallbackState.class,
            names = {"PENDING", "EARLY"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatIsNotAwaitedCannotBeCancelled(CallbackState state) {
        in(state);
        OperatorResult operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated)
                .isInstanceOfSatisfying(
                        OperatorResult.NotPossible.class,
                        not -> assertThat(not.reason()).contains(state.name()));
        assertThat(gateway.current(ID).state()).isEqualTo(state);
    }

    @Test
    void whatIsUnknownCannotBeCancelled() {
        assertThat(gateway.operate.cancel(ID, "why not")).isEqualTo(new OperatorResult.Unknown());
    }

    // ---- links

    @Test
    void revokingTwiceIsDoneOnce() {
        gateway.registered("token-1", "order-1");
        gateway.operate.revokeLinks(ID, "leaked");
        assertThat(gateway.operate.revokeLinks(ID, "leaked again")).isInstanceOf(OperatorResult.Done.class);
        assertThat(gateway.current(ID).history())
                .filteredOn(entry -> entry.event().equals("links revoked"))
                .singleElement()
                .extracting(Callback.HistoryEntry::detail)
                .isEqualTo("leaked");
    }

    @Test
    void whatIsEarlyOrUnknownHasNoLinksToRevoke() {
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isEqualTo(new OperatorResult.Unknown());
        gateway.succeed("order-1", "1");
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isInstanceOf(OperatorResult.NotPossible.class);
    }

    // ---- redrive

    @Test
    void anUnpublishedRequestIsPublished() {
        gateway.bus.script(new DispatchResult.Retryable("throttled"));
        gateway.registered("token-1", "order-1");
        gateway.operate.redrive(ID);
        assertThat(gateway.current(ID).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void aPublishedRequestIsNotPublishedAgain() {
        gateway.registered("token-1", "order-1");
        OperatorResult operated = gateway.operate.redrive(ID);
        assertThat(operated).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void aReportThatWasPutBackIsMadeAtOnce() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                ID, ReportTransitions.putBack(settling, false, MutableClock.START.plusSeconds(60), "denied"));
        OperatorResult operated = gateway.operate.redrive(ID);
        assertThat(operated)
                .isInstanceOfSatisfying(
                        OperatorResult.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(CallbackState.DELIVERED));
    }

    @Test
    void aReportUnderWayIsLeftToItsHolder() {
        gateway.settling("token-1", "order-1", "1");
        OperatorResult operated = gateway.operate.redrive(ID);
        assertThat(operated).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void anAmbiguousEndingIsReconciledAtOnce() {
        in(CallbackState.AMBIGUOUS);
        gateway.stepFunctions.scriptEnding(new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.operate.redrive(ID);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = CallbackState.class,
            names = {"REJECTED", "EXPIRED"})
    void anOutcomeThatWasNotReportedIsReportedOnceMore(CallbackState state) {
        in(state);
        OperatorResult operated = gateway.operate.redrive(ID);
        assertThat(operated)
                .isInstanceOfSatisfying(
                        OperatorResult.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(CallbackState.DELIVERED));
        assertThat(gateway.current(ID).lease().fence()).isEqualTo(2);
    }

    @Test
    void anOutcomeReportedOnceMoreThatFindsItsTaskClosedIsAmbiguous() {
        in(CallbackState.EXPIRED);
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.operate.redrive(ID);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.AMBIGUOUS);
    }

    @Test
    void anEarlyAnswerThatExpiredHasNoTaskToReportTo() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.sweepOnce();
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource(
            value = CallbackState.class,
            names = {"DELIVERED", "CLOSED", "CANCELLED"})
    void whatIsOverCannotBeRedriven(CallbackState state) {
        in(state);
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(OperatorResult.NotPossible.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void whatIsEarlyCannotBeRedriven() {
        gateway.succeed("order-1", "1");
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(OperatorResult.NotPossible.class);
    }

    @Test
    void whatIsUnknownCannotBeRedriven() {
        assertThat(gateway.operate.redrive(ID)).isEqualTo(new OperatorResult.Unknown());
    }

    // ---- read

    @Test
    void aRecordCanBeSeenWithItsHistoryAndWithoutItsToken() {
        gateway.registered("token-secret", "order-1");
        gateway.succeed("order-1", "1");
        Callback seen = gateway.operate.get(ID).orElseThrow();
        assertThat(seen.history())
                .extracting(Callback.HistoryEntry::event)
                .containsExactly("registered", "request published", "settled", "ended");
        assertThat(seen.toString()).doesNotContain("token-secret");
    }

    @Test
    void recordsCanBeListed() {
        gateway.registered("token-1", "order-1");
        gateway.registered("token-2", "order-2");
        Ledger.Page page = gateway.operate.list(new Ledger.Filter(CallbackState.PENDING, "orders", null), 1, null);
        assertThat(page.callbacks()).hasSize(1);
        assertThat(page.cursor()).isNotNull();
    }

    private void in(CallbackState state) {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                settling.id(),
                Ledger.Transition.of(
                        Guard.in(CallbackState.SETTLING),
                        new Mutation.SetState(state, MutableClock.START, "put there by a test")));
    }

    @Test
    void promise6AnOperatorTransfersACallbackToAnotherOwner() {
        Callback current = gateway.registered("token-1", "order-1");
        CallbackOwner heir = CallbackOwner.of("key:heir", GatewayFixture.EXECUTION);

        assertThat(gateway.operate.transfer(current.id(), heir, "renamed"))
                .isInstanceOf(OperatorService.OperatorResult.Done.class);

        assertThat(gateway.current(current.id()).history().getLast())
                .satisfies(entry -> assertThat(entry.event()).isEqualTo("transferred"))
                .satisfies(
                        entry -> assertThat(entry.detail()).contains(GatewayFixture.PRINCIPAL, "key:heir", "renamed"));
        Callback taken = gateway.accepted(
                TestRegistrations.of("token-2", "approve", "order-1").redrive(1).by("key:heir"));
        assertThat(taken.generation()).isEqualTo(2);
        assertThat(gateway.register.register(TestRegistrations.of("token-3", "approve", "order-1")
                        .redrive(2)
                        .build()))
                .isEqualTo(new RegistrationResult.NotOwner());
    }

    @Test
    void anEarlyAnswerHasNoOwnerToTransferFrom() {
        gateway.succeed("order-1", "7");

        assertThat(gateway.operate.transfer(
                        GatewayFixture.idOf("approve", "order-1"), new CallbackOwner("key:heir", null), "renamed"))
                .isInstanceOf(OperatorService.OperatorResult.NotPossible.class);
    }
}
