package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Tests the sweep of unpublished requests, early answers, and ended records.
class SweptRecordsTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    // ---- unpublished requests

    @Test
    void aRequestIsPublishedAgainLessAndLessOften() {
        DispatchResult[] refusals = new DispatchResult[200];
        java.util.Arrays.fill(refusals, new DispatchResult.Retryable("throttled"));
        gateway.bus.script(refusals);
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofMinutes(5));
        long tries = gateway.ledger.applied().stream()
                .filter(transition -> transition.mutations().stream().anyMatch(Mutation.SetDue.class::isInstance))
                .count();
        assertThat(tries).isBetween(6L, 20L);
        assertThat(gateway.current(ID).dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
    }

    @Test
    void aBusThatIsAwayDoesNotHideATimeOut() {
        DispatchResult[] refusals = new DispatchResult[200];
        java.util.Arrays.fill(refusals, new DispatchResult.Retryable("throttled"));
        gateway.bus.script(refusals);
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofSeconds(50)));
        gateway.sweepFor(Duration.ofSeconds(60));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void aRequestThatIsRefusedForGoodLaterFailsItsTask() {
        gateway.bus.script(new DispatchResult.Retryable("throttled"), new DispatchResult.Permanent("no such bus"));
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(6));
        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("Taskgate.DispatchFailed", "no such bus"));
    }

    // ---- early answers and ended records

    @Test
    void promise4AnEarlyAnswerIsKeptForADayAtLeast() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofHours(24));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.EARLY);
    }

    @Test
    void anEarlyAnswerThatNobodyComesForExpiresWithAReason() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.sweepOnce();
        Callback expired = gateway.current(ID);
        assertThat(expired.state()).isEqualTo(CallbackState.EXPIRED);
        assertThat(expired.reason()).contains("No registration arrived");
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(gateway.clock.instant().plus(Duration.ofDays(90)));
    }

    @Test
    void aRegistrationBetweenLookAndWriteSavesAnEarlyAnswer() {
        gateway.succeed("order-1", "1");
        gateway.clock.advance(Duration.ofDays(2));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().registered("token-1", "order-1"));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void whatHasEndedLeavesTheIndex() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                ID,
                Ledger.Transition.of(
                        Guard.in(CallbackState.SETTLING),
                        new Mutation.SetState(CallbackState.DELIVERED, START, null),
                        new Mutation.SetDue(settling.dueAt())));
        gateway.clock.advance(Duration.ofSeconds(60));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).dueAt()).isNull();
    }
}
