package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests promise 9: a task never times out early, and times out soon after its deadline.
class CallbackSweeperTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId WATCHED = GatewayFixture.idOf("watch", "order-1");
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final CallbackAddress.ByKey KEY = GatewayFixture.key("watch", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void promise9SilenceIsNoTimeOutBeforeItsDeadlineAndTheMargin() {
        watched();
        gateway.clock.set(START.plusSeconds(35).minusNanos(1));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    /// Row 7: if the state's HeartbeatSeconds are the same, Step Functions timed out first, without a reason.
    @ParameterizedTest
    @ValueSource(ints = {5, 10, 30, 60, 600})
    void promise9ASilenceIsEndedByTheGatewayAndNotByAStateThatWatchesTheSame(int seconds) {
        gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").watched(Duration.ofSeconds(seconds), null));
        Instant lastHeard = START;
        int heard = 0;
        while (gateway.current(ID).state() == CallbackState.PENDING) {
            gateway.sweepFor(Duration.ofSeconds(1));
            if (gateway.stepFunctions.calls("heartbeat").size() > heard) {
                heard = gateway.stepFunctions.calls("heartbeat").size();
                lastHeard = gateway.clock.instant();
            }
            assertThat(gateway.clock.instant()).isBefore(lastHeard.plusSeconds(seconds));
        }
        assertThat(gateway.clock.instant()).isBetween(START.plusSeconds(seconds + 5), START.plusSeconds(seconds + 7));
        assertThat(gateway.ledger
                        .await(ID, CallbackState.DELIVERED)
                        .committedOutcome()
                        .error())
                .isEqualTo("Taskgate.HeartbeatTimeout");
        assertThat(heard).isLessThan(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60, 600, 86_400})
    void aTaskIsTimedOutByTheGatewayAndNotByAStateWithTheSameTimeout(int seconds) {
        gateway.accepted(
                TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofSeconds(seconds)));
        gateway.sweepFor(Duration.ofSeconds(6));
        gateway.clock.set(START.plusSeconds(seconds - 15));
        gateway.sweepFor(Duration.ofSeconds(13));
        assertThat(gateway.ledger
                        .await(ID, CallbackState.DELIVERED)
                        .committedOutcome()
                        .error())
                .isEqualTo("Taskgate.Timeout");
        assertThat(gateway.current(ID).registeredTask().deadline()).isBefore(START.plusSeconds(seconds));
    }

    @Test
    void aTaskThatIsGoneIsFoundOutWhenItIsNearlySilent() {
        watched();
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.set(START.plusSeconds(20));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.CLOSED);
    }

    @Test
    void silenceIsATimeOutAtItsDeadlineAndTheMargin() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("Taskgate.HeartbeatTimeout", "no heartbeat for 30 s"));
        assertThat(gateway.bus.published("Task Cancelled"))
                .singleElement()
                .satisfies(
                        detail -> assertThat(detail.get("reason").textValue()).isEqualTo("Taskgate.HeartbeatTimeout"));
    }

    @Test
    void aTaskWithoutAnAnswerIsTimedOutAtItsDeadlineAndTheMargin() {
        gateway.accepted(TestRegistrations.of("token-1", "approve", "order-1").watched(null, Duration.ofMinutes(10)));
        gateway.sweepFor(Duration.ofMinutes(10).minusSeconds(6));
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        gateway.sweepFor(Duration.ofSeconds(9));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
        assertThat(gateway.stepFunctions.calls("failure"))
                .extracting(FakeStepFunctions.Call::what)
                .containsExactly("Taskgate.Timeout");
    }

    @Test
    void aTaskWithHeartbeatsIsStillTimedOutAtItsDeadline() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1")
                .watched(Duration.ofSeconds(30), Duration.ofSeconds(60)));
        for (int i = 0; i < 7; i++) {
            gateway.sweepFor(Duration.ofSeconds(10));
            gateway.heartbeat.record(KEY, null);
        }
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().kind()).isEqualTo(Outcome.Kind.TIMEOUT);
    }

    @Test
    void aTaskThatNothingWatchesIsNeverTimedOut() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        assertThat(gateway.current(ID).dueAt()).isEqualTo(START.plus(Duration.ofDays(366)));
        gateway.clock.advance(Duration.ofDays(300));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
    }

    /// Finding 17: a state that timed out while its execution continued left its record open.
    @Test
    void aTaskThatNothingWatchesIsAskedAboutWhenItsExecutionMustBeOver() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.clock.set(START.plus(Duration.ofDays(366)));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(START.plus(Duration.ofDays(366 + 90)));
    }

    @Test
    void aTaskThatIsStillOpenThenIsAskedAboutAgainAMonthLater() {
        gateway.registered("token-1", "order-1");
        gateway.sweepFor(Duration.ofSeconds(10));
        gateway.clock.set(START.plus(Duration.ofDays(366)));
        gateway.sweepOnce();
        gateway.sweepOnce();
        assertThat(gateway.stepFunctions.calls("heartbeat")).hasSize(1);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.current(ID).dueAt()).isEqualTo(START.plus(Duration.ofDays(396)));
    }

    @Test
    void twoReplicasThatLookAtOncePublishARequestOnce() {
        // The second of both attempts would be accepted.
        gateway.bus.script(new DispatchResult.Retryable("away"), new DispatchResult.Retryable("away"));
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(6));
        GatewayFixture other = gateway.replica();
        gateway.ledger.beforeNextWrite(() -> other.process(ID));
        gateway.process(ID);
        assertThat(gateway.bus.published("Task Requested")).isEmpty();
    }

    @Test
    void heartbeatsKeepATaskAlive() {
        watched();
        for (int i = 0; i < 10; i++) {
            gateway.sweepFor(Duration.ofSeconds(20));
            assertThat(gateway.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.Accepted.class);
        }
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void aHeartbeatBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.replica().heartbeat.record(KEY, null));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.current(WATCHED).heartbeatState().count()).isEqualTo(1);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void anAnswerBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().settle.settle(KEY, new Answer.Success(GatewayFixture.text("1"))));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).committedOutcome().kind()).isEqualTo(Outcome.Kind.SUCCESS);
        assertThat(gateway.stepFunctions.calls("failure")).isEmpty();
    }

    @Test
    void aNewerTokenBetweenLookAndWriteWins() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1")));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.current(WATCHED).generation()).isEqualTo(2);
    }

    @Test
    void twoReplicasTimeATaskOutOnce() {
        watched();
        GatewayFixture other = gateway.replica();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> {
            other.sweepOnce();
            gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        });
        gateway.sweepOnce();
        assertThat(gateway.stepFunctions.calls("failure")).hasSize(1);
    }

    /// Accepted heartbeats that another process could not store while all writes failed are stored within
    /// seconds after writes succeed again.
    @Test
    void promise9AHeartbeatThatIsStoredAfterAnOutageOfWritesIsInTime() {
        watched();
        GatewayFixture other = gateway.replica();
        other.heartbeat.record(KEY, null);
        gateway.clock.set(START.plusSeconds(9));
        assertThat(other.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.Accepted.class);
        gateway.ledger.writable(false);
        gateway.clock.set(START.plusSeconds(20));
        while (gateway.clock.instant().isBefore(START.plusSeconds(36))) {
            gateway.clock.advance(Duration.ofSeconds(1));
            gateway.pauses.advance(Duration.ofSeconds(1));
            assertThatExceptionOfType(Ledger.LedgerUnavailableException.class).isThrownBy(gateway::sweepOnce);
            other.beatRound.flushDue();
        }
        gateway.ledger.writable(true);

        gateway.sweepOnce();
        gateway.clock.advance(Duration.ofMillis(900));
        gateway.pauses.advance(Duration.ofMillis(900));
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);

        other.beatRound.flushDue();
        gateway.sweepFor(Duration.ofSeconds(6));
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        gateway.sweepFor(Duration.ofSeconds(2));
        assertThat(gateway.current(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
    }

    @Test
    void silenceIsATimeOutSecondsAfterAnOutageOfWrites() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.writable(false);
        for (int i = 0; i < 4; i++) {
            gateway.pauses.advance(Duration.ofSeconds(1));
            assertThatExceptionOfType(Ledger.LedgerUnavailableException.class).isThrownBy(gateway::sweepOnce);
        }
        gateway.ledger.writable(true);

        gateway.sweepFor(LedgerRecovery.GRACE);
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        gateway.sweepFor(Duration.ofSeconds(1));
        assertThat(gateway.current(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
    }

    private Callback watched() {
        return gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }
}
