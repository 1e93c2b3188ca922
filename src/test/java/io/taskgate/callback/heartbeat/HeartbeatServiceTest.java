package io.taskgate.callback.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.FakeStepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeartbeatServiceTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("watch", "order-1");
    private static final CallbackAddress.ByKey KEY = GatewayFixture.key("watch", "order-1");

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void anAcceptedHeartbeatIsRelayedAndMovesTheDeadline() {
        Callback pending = watched();
        gateway.clock.advance(Duration.ofSeconds(20));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, GatewayFixture.json("{'done': 0.5}"));
        assertThat(reply).isInstanceOf(HeartbeatResult.Accepted.class);
        Callback.HeartbeatState pulse = gateway.current(ID).heartbeatState();
        assertThat(pulse.count()).isEqualTo(1);
        assertThat(pulse.lastAt()).isEqualTo(MutableClock.START.plusSeconds(20));
        assertThat(pulse.deadline()).isEqualTo(MutableClock.START.plusSeconds(50));
        assertThat(pulse.progress()).isEqualTo(GatewayFixture.json("{'done': 0.5}"));
        assertThat(gateway.current(ID).dueAt()).isEqualTo(pending.dueAt());
        assertThat(gateway.stepFunctions.calls("heartbeat"))
                .extracting(FakeStepFunctions.Call::token)
                .containsExactly(TOKEN);
    }

    /// Finding 25.
    @Test
    void aStrictLinkOfAnEarlierGenerationStopsItsWorker() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-1"));

        assertThat(gateway.heartbeat.record(GatewayFixture.strictLink(ID, 1), null))
                .isInstanceOf(HeartbeatResult.TaskClosed.class);
        assertThat(gateway.heartbeat.record(GatewayFixture.strictLink(ID, 2), null))
                .isInstanceOf(HeartbeatResult.Accepted.class);
        assertThat(gateway.heartbeat.record(GatewayFixture.strictLink(ID, 1), null))
                .isInstanceOf(HeartbeatResult.TaskClosed.class);
    }

    /// Finding 25: also for a process that knew the callback before.
    @Test
    void aRevokedLinkKeepsNothingAlive() {
        watched();
        CallbackAddress link = new CallbackAddress.ByLink(ID, new LinkSigner.Claim(1, "orders", "watch"));
        gateway.heartbeat.record(link, null);
        gateway.replica().operate.revokeLinks(ID, "leaked");
        gateway.clock.advance(Duration.ofSeconds(20));
        gateway.heartbeat.record(link, null);

        assertThat(gateway.heartbeat.record(link, null)).isEqualTo(new HeartbeatResult.Unknown());
        assertThat(gateway.replica().heartbeat.record(link, null)).isEqualTo(new HeartbeatResult.Unknown());
    }

    /// Finding 6: no sender waits for the reply to an event, and the event must not be redelivered for hours.
    @Test
    void promise10AnAcceptedHeartbeatThatCannotBeRelayedIsKeptAndRelayedLater() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(20));
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException"));

        HeartbeatResult reply = gateway.heartbeat.accept(KEY, null);

        assertThat(reply).isInstanceOf(HeartbeatResult.Accepted.class);
        assertThat(gateway.current(ID).heartbeatState().lastAt()).isEqualTo(MutableClock.START.plusSeconds(20));
        int told = gateway.stepFunctions.calls("heartbeat").size();
        gateway.beatRound.flushDue();
        assertThat(gateway.stepFunctions.calls("heartbeat")).hasSize(told + 1);
    }

    @Test
    void aHeartbeatWithoutProgressKeepsTheLastOne() {
        watched();
        gateway.heartbeat.record(KEY, GatewayFixture.json("{'done': 0.5}"));
        gateway.heartbeat.record(KEY, null);
        assertThat(gateway.current(ID).heartbeatState().progress()).isEqualTo(GatewayFixture.json("{'done': 0.5}"));
    }

    @Test
    void aHeartbeatWhereNoneIsWatchedIsRelayedAllTheSame() {
        gateway.registered("token-1", "order-1");
        HeartbeatResult reply = gateway.heartbeat.record(GatewayFixture.key("approve", "order-1"), null);
        assertThat(reply).isInstanceOf(HeartbeatResult.Accepted.class);
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1"))
                        .heartbeatState()
                        .deadline())
                .isNull();
    }

    @Test
    void aClosedTaskStopsTheWorker() {
        watched();
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("ExecutionAborted"));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatResult.TaskClosed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.bus.published("Task Cancelled")).hasSize(1);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void aTokenThatStepFunctionsDoesNotKnowStopsTheWorker() {
        watched();
        gateway.stepFunctions.script(new StepFunctions.Reply.Unknown("InvalidToken"));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatResult.TaskClosed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.REJECTED);
        assertThat(gateway.current(ID).reason()).contains("InvalidToken");
    }

    static Stream<StepFunctions.Reply> notNow() {
        return Stream.of(
                new StepFunctions.Reply.NotApplied("ThrottlingException", true),
                new StepFunctions.Reply.ReplyLost("connection reset"),
                new StepFunctions.Reply.Denied("AccessDenied"),
                new StepFunctions.Reply.InvalidOutput("what?"));
    }

    @ParameterizedTest
    @MethodSource("notNow")
    void aHeartbeatThatIsNotRelayedIsNotAccepted(StepFunctions.Reply reply) {
        Callback pending = watched();
        gateway.stepFunctions.script(reply);
        HeartbeatResult told = gateway.heartbeat.record(KEY, null);
        assertThat(told).isInstanceOf(HeartbeatResult.NotRelayed.class);
        assertThat(gateway.current(ID)).isEqualTo(pending);
    }

    @Test
    void aHeartbeatThatCannotBeKeptIsNotAccepted() {
        watched();
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        assertThatThrownBy(() -> gateway.heartbeat.record(KEY, null))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
    }

    @Test
    void aHeartbeatBeforeTheRegistrationIsEarlyAndWritesNothing() {
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply).isEqualTo(new HeartbeatResult.Early());
        assertThat(gateway.ledger.find(ID)).isEmpty();
    }

    @Test
    void aHeartbeatBesideAnEarlyAnswerIsEarly() {
        gateway.settle.settle(KEY, new Answer.Success(GatewayFixture.text("1")));
        assertThat(gateway.heartbeat.record(KEY, null)).isEqualTo(new HeartbeatResult.Early());
    }

    @ParameterizedTest
    @EnumSource(
            value = CallbackState.class,
            names = {"SETTLING", "DELIVERED", "CLOSED", "REJECTED", "AMBIGUOUS", "EXPIRED", "CANCELLED"})
    void aHeartbeatToWhatIsNotAwaitedStopsTheWorkerWithoutACall(CallbackState state) {
        Callback pending = watched();
        gateway.ledger.apply(
                pending.id(),
                Ledger.Transition.of(
                        Guard.in(CallbackState.PENDING), new Mutation.SetState(state, MutableClock.START, null)));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        HeartbeatResult.TaskClosed.class,
                        stop -> assertThat(stop.current().state()).isEqualTo(state));
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void aHeartbeatThatMeetsAnAnswerHalfWayStopsTheWorker() {
        watched();
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().settle.settle(KEY, new Answer.Success(GatewayFixture.text("1"))));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatResult.TaskClosed.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.DELIVERED);
    }

    /// Finding 14: the heartbeat was answered, but written to no record.
    @Test
    void promise10AHeartbeatThatMeetsANewerTokenHalfWayCountsForIt() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1")));
        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatResult.Accepted.class);
        assertThat(gateway.current(ID).generation()).isEqualTo(2);
        assertThat(gateway.current(ID).heartbeatState().count()).isEqualTo(1);
    }

    /// The ledger may apply a write long after its sender has timed out and repeated it elsewhere.
    @Test
    void promise9AHeartbeatThatIsWrittenLateDoesNotPutTheDeadlineBack() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(() -> {
            gateway.clock.advance(Duration.ofSeconds(10));
            gateway.replica().heartbeat.record(KEY, GatewayFixture.json("{'done': 0.5}"));
        });
        HeartbeatResult reply = gateway.heartbeat.record(KEY, GatewayFixture.json("{'done': 0.1}"));
        Callback.HeartbeatState pulse = gateway.current(ID).heartbeatState();
        assertThat(pulse.deadline()).isEqualTo(MutableClock.START.plusSeconds(41));
        assertThat(pulse.progress()).isEqualTo(GatewayFixture.json("{'done': 0.5}"));
        assertThat(reply).isEqualTo(new HeartbeatResult.Accepted(gateway.current(ID)));
    }

    @Test
    void aClosedTokenWhoseNewerTokenIsHereAlreadyDoesNotCloseIt() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.stepFunctions.script(
                new StepFunctions.Reply.TimedOut(),
                () -> gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1")));
        gateway.heartbeat.record(KEY, null);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.current(ID).generation()).isEqualTo(2);
    }

    @Test
    void anUnknownIdAndAHiddenOneAreTheSame() {
        watched();
        CallbackAddress hidden = new CallbackAddress.ById(ID, callback -> false);
        HeartbeatResult reply = gateway.heartbeat.record(hidden, null);
        HeartbeatResult unknown =
                gateway.heartbeat.record(GatewayFixture.id(GatewayFixture.idOf("watch", "other")), null);
        assertThat(reply).isEqualTo(unknown).isEqualTo(new HeartbeatResult.Unknown());
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    private Callback watched() {
        return gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }
}
