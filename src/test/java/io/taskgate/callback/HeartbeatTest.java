package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeartbeatTest {

    private static final TaskToken TOKEN = Gateway.token("token-1");
    private static final CallbackId ID = Gateway.idOf("watch", "order-1");
    private static final Address.ByKey KEY = Gateway.key("watch", "order-1");

    private final Gateway gateway = new Gateway();

    @Test
    void anAcceptedHeartbeatIsRelayedAndMovesTheDeadline() {
        Callback pending = watched();
        gateway.clock.advance(Duration.ofSeconds(20));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, Gateway.json("{'done': 0.5}"));
        assertThat(reply).isInstanceOf(HeartbeatReply.Beating.class);
        Callback.Pulse pulse = gateway.standing(ID).pulse();
        assertThat(pulse.beats()).isEqualTo(1);
        assertThat(pulse.beatAt()).isEqualTo(MutableClock.START.plusSeconds(20));
        assertThat(pulse.deadline()).isEqualTo(MutableClock.START.plusSeconds(50));
        assertThat(pulse.progress()).isEqualTo(Gateway.json("{'done': 0.5}"));
        assertThat(gateway.standing(ID).dueAt()).isEqualTo(pending.dueAt());
        assertThat(gateway.stepFunctions.calls("heartbeat"))
                .extracting(FakeStepFunctions.Call::token)
                .containsExactly(TOKEN);
    }

    /// Finding 25.
    @Test
    void aStrictLinkOfAnEarlierGenerationStopsItsWorker() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.accepted(Registrations.of("token-2", "watch", "order-1"));

        assertThat(gateway.heartbeat.beat(Gateway.strictLink(ID, 1), null)).isInstanceOf(HeartbeatReply.Stop.class);
        assertThat(gateway.heartbeat.beat(Gateway.strictLink(ID, 2), null)).isInstanceOf(HeartbeatReply.Beating.class);
        assertThat(gateway.heartbeat.beat(Gateway.strictLink(ID, 1), null)).isInstanceOf(HeartbeatReply.Stop.class);
    }

    /// Finding 25: also by a process that knew the callback before.
    @Test
    void aRevokedLinkKeepsNothingAlive() {
        watched();
        Address link = new Address.ByLink(ID, new Links.Claim(1, "orders", "watch"));
        gateway.heartbeat.beat(link, null);
        gateway.replica().operate.revokeLinks(ID, "leaked");
        gateway.clock.advance(Duration.ofSeconds(20));
        gateway.heartbeat.beat(link, null);

        assertThat(gateway.heartbeat.beat(link, null)).isEqualTo(new HeartbeatReply.Unknown());
        assertThat(gateway.replica().heartbeat.beat(link, null)).isEqualTo(new HeartbeatReply.Unknown());
    }

    /// Finding 6: by an event nobody waits for the reply, and the event must not come back for hours.
    @Test
    void promise10AnAcceptedHeartbeatThatCannotBeRelayedIsKeptAndRelayedLater() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(20));
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException"));

        HeartbeatReply reply = gateway.heartbeat.accept(KEY, null);

        assertThat(reply).isInstanceOf(HeartbeatReply.Beating.class);
        assertThat(gateway.standing(ID).pulse().beatAt()).isEqualTo(MutableClock.START.plusSeconds(20));
        int told = gateway.stepFunctions.calls("heartbeat").size();
        gateway.beatRound.tell();
        assertThat(gateway.stepFunctions.calls("heartbeat")).hasSize(told + 1);
    }

    @Test
    void aHeartbeatWithoutProgressKeepsTheLastOne() {
        watched();
        gateway.heartbeat.beat(KEY, Gateway.json("{'done': 0.5}"));
        gateway.heartbeat.beat(KEY, null);
        assertThat(gateway.standing(ID).pulse().progress()).isEqualTo(Gateway.json("{'done': 0.5}"));
    }

    @Test
    void aHeartbeatWhereNoneIsWatchedIsRelayedAllTheSame() {
        gateway.registered("token-1", "order-1");
        HeartbeatReply reply = gateway.heartbeat.beat(Gateway.key("approve", "order-1"), null);
        assertThat(reply).isInstanceOf(HeartbeatReply.Beating.class);
        assertThat(gateway.standing(Gateway.idOf("approve", "order-1")).pulse().deadline())
                .isNull();
    }

    @Test
    void aClosedTaskStopsTheWorker() {
        watched();
        gateway.stepFunctions.close(TOKEN, new StepFunctions.Ending.ClosedOtherwise("ExecutionAborted"));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatReply.Stop.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.CLOSED);
        assertThat(gateway.bus.published("Task Cancelled")).hasSize(1);
        assertThat(gateway.ledger.expiry(ID)).isEqualTo(MutableClock.START.plus(Duration.ofDays(90)));
    }

    @Test
    void aTokenThatStepFunctionsDoesNotKnowStopsTheWorker() {
        watched();
        gateway.stepFunctions.script(new StepFunctions.Reply.Unknown("InvalidToken"));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatReply.Stop.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.REJECTED);
        assertThat(gateway.standing(ID).reason()).contains("InvalidToken");
    }

    static Stream<StepFunctions.Reply> notNow() {
        return Stream.of(
                new StepFunctions.Reply.NotApplied("ThrottlingException", true),
                new StepFunctions.Reply.Lost("connection reset"),
                new StepFunctions.Reply.Denied("AccessDenied"),
                new StepFunctions.Reply.InvalidOutput("what?"));
    }

    @ParameterizedTest
    @MethodSource("notNow")
    void aHeartbeatThatIsNotRelayedIsNotAccepted(StepFunctions.Reply reply) {
        Callback pending = watched();
        gateway.stepFunctions.script(reply);
        HeartbeatReply told = gateway.heartbeat.beat(KEY, null);
        assertThat(told).isInstanceOf(HeartbeatReply.NotRelayed.class);
        assertThat(gateway.standing(ID)).isEqualTo(pending);
    }

    @Test
    void aHeartbeatThatCannotBeKeptIsNotAccepted() {
        watched();
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        assertThatThrownBy(() -> gateway.heartbeat.beat(KEY, null))
                .isInstanceOf(Ledger.LedgerUnavailableException.class);
    }

    @Test
    void aHeartbeatBeforeTheRegistrationIsEarlyAndWritesNothing() {
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply).isEqualTo(new HeartbeatReply.Early());
        assertThat(gateway.ledger.find(ID)).isEmpty();
    }

    @Test
    void aHeartbeatBesideAnEarlyAnswerIsEarly() {
        gateway.settle.settle(KEY, new Answer.Success(Gateway.text("1")));
        assertThat(gateway.heartbeat.beat(KEY, null)).isEqualTo(new HeartbeatReply.Early());
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"SETTLING", "DELIVERED", "CLOSED", "REJECTED", "AMBIGUOUS", "EXPIRED", "CANCELLED"})
    void aHeartbeatToWhatIsNotAwaitedStopsTheWorkerWithoutACall(State state) {
        Callback pending = watched();
        gateway.ledger.apply(
                pending.id(),
                Ledger.Transition.of(Guard.in(State.PENDING), new Edit.Enter(state, MutableClock.START, null)));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply)
                .isInstanceOfSatisfying(
                        HeartbeatReply.Stop.class,
                        stop -> assertThat(stop.standing().state()).isEqualTo(state));
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    @Test
    void aHeartbeatThatMeetsAnAnswerHalfWayStopsTheWorker() {
        watched();
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().settle.settle(KEY, new Answer.Success(Gateway.text("1"))));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatReply.Stop.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.DELIVERED);
    }

    /// Finding 14: it was answered, and written for nobody.
    @Test
    void promise10AHeartbeatThatMeetsANewerTokenHalfWayCountsForIt() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(
                () -> gateway.replica().accepted(Registrations.of("token-2", "watch", "order-1")));
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, null);
        assertThat(reply).isInstanceOf(HeartbeatReply.Beating.class);
        assertThat(gateway.standing(ID).generation()).isEqualTo(2);
        assertThat(gateway.standing(ID).pulse().beats()).isEqualTo(1);
    }

    /// The ledger may take a write long after its sender gave it up, and repeated it elsewhere.
    @Test
    void promise9AHeartbeatThatIsWrittenLateDoesNotPutTheDeadlineBack() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.ledger.beforeNextWrite(() -> {
            gateway.clock.advance(Duration.ofSeconds(10));
            gateway.replica().heartbeat.beat(KEY, Gateway.json("{'done': 0.5}"));
        });
        HeartbeatReply reply = gateway.heartbeat.beat(KEY, Gateway.json("{'done': 0.1}"));
        Callback.Pulse pulse = gateway.standing(ID).pulse();
        assertThat(pulse.deadline()).isEqualTo(MutableClock.START.plusSeconds(41));
        assertThat(pulse.progress()).isEqualTo(Gateway.json("{'done': 0.5}"));
        assertThat(reply).isEqualTo(new HeartbeatReply.Beating(gateway.standing(ID)));
    }

    @Test
    void aClosedTokenWhoseNewerTokenIsHereAlreadyDoesNotCloseIt() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.stepFunctions.script(
                new StepFunctions.Reply.TimedOut(),
                () -> gateway.replica().accepted(Registrations.of("token-2", "watch", "order-1")));
        gateway.heartbeat.beat(KEY, null);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.PENDING);
        assertThat(gateway.standing(ID).generation()).isEqualTo(2);
    }

    @Test
    void anUnknownIdAndAHiddenOneAreTheSame() {
        watched();
        Address hidden = new Address.ById(ID, callback -> false);
        HeartbeatReply reply = gateway.heartbeat.beat(hidden, null);
        HeartbeatReply unknown = gateway.heartbeat.beat(Gateway.id(Gateway.idOf("watch", "other")), null);
        assertThat(reply).isEqualTo(unknown).isEqualTo(new HeartbeatReply.Unknown());
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }

    private Callback watched() {
        return gateway.accepted(Registrations.of("token-1", "watch", "order-1"));
    }
}
