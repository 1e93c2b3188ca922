package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.Operate.Operated;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperateTest {

    private static final CallbackId ID = Gateway.idOf("approve", "order-1");
    private static final TaskToken TOKEN = Gateway.token("token-1");

    private final Gateway gateway = new Gateway();

    // ---- cancel

    @Test
    void whatIsAwaitedIsCancelledAsAFailure() {
        gateway.registered("token-1", "order-1");
        Operated operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated)
                .isInstanceOfSatisfying(
                        Operated.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(State.DELIVERED));
        assertThat(gateway.stepFunctions.truth(TOKEN))
                .isEqualTo(new StepFunctions.Ending.Failed("Taskgate.Cancelled", "no longer needed"));
        assertThat(gateway.bus.published("Task Cancelled")).hasSize(1);
    }

    @Test
    void anAnswerBetweenLookAndCancelWins() {
        gateway.registered("token-1", "order-1");
        gateway.ledger.beforeNextWrite(() -> gateway.replica().succeed("order-1", "1"));
        Operated operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.stepFunctions.truth(TOKEN)).isEqualTo(new StepFunctions.Ending.Succeeded("1"));
    }

    @Test
    void anEarlyAnswerIsWithdrawn() {
        gateway.succeed("order-1", "1");
        Operated operated = gateway.operate.cancel(ID, "wrong key");
        assertThat(operated).isInstanceOf(Operated.Done.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.CANCELLED);
        assertThat(gateway.standing(ID).reason()).isEqualTo("wrong key");
    }

    @Test
    void aWithdrawnEarlyAnswerSettlesNothing() {
        gateway.succeed("order-1", "1");
        gateway.operate.cancel(ID, "wrong key");
        Callback registered = gateway.registered("token-1", "order-1");
        assertThat(registered.state()).isEqualTo(State.PENDING);
    }

    @Test
    void anEarlyAnswerThatWasTakenMeanwhileIsNotWithdrawn() {
        gateway.succeed("order-1", "1");
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-1", "order-1"));
        Operated operated = gateway.operate.cancel(ID, "wrong key");
        assertThat(operated).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"PENDING", "EARLY"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatIsNotAwaitedCannotBeCancelled(State state) {
        in(state);
        Operated operated = gateway.operate.cancel(ID, "no longer needed");
        assertThat(operated)
                .isInstanceOfSatisfying(
                        Operated.NotPossible.class, not -> assertThat(not.why()).contains(state.name()));
        assertThat(gateway.standing(ID).state()).isEqualTo(state);
    }

    @Test
    void whatIsUnknownCannotBeCancelled() {
        assertThat(gateway.operate.cancel(ID, "why not")).isEqualTo(new Operated.Unknown());
    }

    // ---- links

    @Test
    void revokingTwiceIsDoneOnce() {
        gateway.registered("token-1", "order-1");
        gateway.operate.revokeLinks(ID, "leaked");
        assertThat(gateway.operate.revokeLinks(ID, "leaked again")).isInstanceOf(Operated.Done.class);
        assertThat(gateway.standing(ID).history())
                .filteredOn(entry -> entry.event().equals("links revoked"))
                .singleElement()
                .extracting(Callback.Entry::detail)
                .isEqualTo("leaked");
    }

    @Test
    void whatIsEarlyOrUnknownHasNoLinksToRevoke() {
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isEqualTo(new Operated.Unknown());
        gateway.succeed("order-1", "1");
        assertThat(gateway.operate.revokeLinks(ID, "leaked")).isInstanceOf(Operated.NotPossible.class);
    }

    // ---- redrive

    @Test
    void anUnpublishedRequestIsPublished() {
        gateway.bus.script(new Delivery.NotNow("throttled"));
        gateway.registered("token-1", "order-1");
        gateway.operate.redrive(ID);
        assertThat(gateway.standing(ID).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void aPublishedRequestIsNotPublishedAgain() {
        gateway.registered("token-1", "order-1");
        Operated operated = gateway.operate.redrive(ID);
        assertThat(operated).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.bus.published("Task Requested")).hasSize(1);
    }

    @Test
    void aReportThatWasPutBackIsMadeAtOnce() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, Transitions.putBack(settling, false, MutableClock.START.plusSeconds(60), "denied"));
        Operated operated = gateway.operate.redrive(ID);
        assertThat(operated)
                .isInstanceOfSatisfying(
                        Operated.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(State.DELIVERED));
    }

    @Test
    void aReportUnderWayIsLeftToItsHolder() {
        gateway.settling("token-1", "order-1", "1");
        Operated operated = gateway.operate.redrive(ID);
        assertThat(operated).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void anAmbiguousEndingIsReconciledAtOnce() {
        in(State.AMBIGUOUS);
        gateway.stepFunctions.scriptEnding(new StepFunctions.Ending.Succeeded("1"));
        gateway.operate.redrive(ID);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"REJECTED", "EXPIRED"})
    void anOutcomeThatWasNotReportedIsReportedOnceMore(State state) {
        in(state);
        Operated operated = gateway.operate.redrive(ID);
        assertThat(operated)
                .isInstanceOfSatisfying(
                        Operated.Done.class,
                        done -> assertThat(done.callback().state()).isEqualTo(State.DELIVERED));
        assertThat(gateway.standing(ID).lease().fence()).isEqualTo(2);
    }

    @Test
    void anOutcomeReportedOnceMoreThatFindsItsTaskClosedIsAmbiguous() {
        in(State.EXPIRED);
        gateway.stepFunctions.close(TOKEN, new StepFunctions.Ending.ClosedOtherwise("TaskTimedOut"));
        gateway.operate.redrive(ID);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.AMBIGUOUS);
    }

    @Test
    void anEarlyAnswerThatExpiredHasNoTaskToReportTo() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.sweepOnce();
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"DELIVERED", "CLOSED", "CANCELLED"})
    void whatIsOverCannotBeRedriven(State state) {
        in(state);
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(Operated.NotPossible.class);
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void whatIsEarlyCannotBeRedriven() {
        gateway.succeed("order-1", "1");
        assertThat(gateway.operate.redrive(ID)).isInstanceOf(Operated.NotPossible.class);
    }

    @Test
    void whatIsUnknownCannotBeRedriven() {
        assertThat(gateway.operate.redrive(ID)).isEqualTo(new Operated.Unknown());
    }

    // ---- look

    @Test
    void aRecordCanBeSeenWithItsHistoryAndWithoutItsToken() {
        gateway.registered("token-secret", "order-1");
        gateway.succeed("order-1", "1");
        Callback seen = gateway.operate.get(ID).orElseThrow();
        assertThat(seen.history())
                .extracting(Callback.Entry::event)
                .containsExactly("registered", "request published", "settled", "ended");
        assertThat(seen.toString()).doesNotContain("token-secret");
    }

    @Test
    void recordsCanBeListed() {
        gateway.registered("token-1", "order-1");
        gateway.registered("token-2", "order-2");
        Ledger.Page page = gateway.operate.list(new Ledger.Filter(State.PENDING, "orders", null), 1, null);
        assertThat(page.callbacks()).hasSize(1);
        assertThat(page.cursor()).isNotNull();
    }

    private void in(State state) {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                settling.id(),
                Ledger.Transition.of(
                        Guard.in(State.SETTLING), new Edit.Enter(state, MutableClock.START, "put there by a test")));
    }

    @Test
    void promise6AnOperatorTransfersACallbackToAnotherOwner() {
        Callback standing = gateway.registered("token-1", "order-1");
        Owner heir = Owner.of("key:heir", Gateway.EXECUTION);

        assertThat(gateway.operate.transfer(standing.id(), heir, "renamed")).isInstanceOf(Operate.Operated.Done.class);

        assertThat(gateway.standing(standing.id()).history().getLast())
                .satisfies(entry -> assertThat(entry.event()).isEqualTo("transferred"))
                .satisfies(entry -> assertThat(entry.detail()).contains(Gateway.PRINCIPAL, "key:heir", "renamed"));
        Callback taken = gateway.accepted(
                Registrations.of("token-2", "approve", "order-1").redrive(1).by("key:heir"));
        assertThat(taken.generation()).isEqualTo(2);
        assertThat(gateway.register.register(Registrations.of("token-3", "approve", "order-1")
                        .redrive(2)
                        .build()))
                .isEqualTo(new Registered.NotOwner());
    }

    @Test
    void anEarlyAnswerHasNoOwnerToTransferFrom() {
        gateway.succeed("order-1", "7");

        assertThat(gateway.operate.transfer(Gateway.idOf("approve", "order-1"), new Owner("key:heir", null), "renamed"))
                .isInstanceOf(Operate.Operated.NotPossible.class);
    }
}
