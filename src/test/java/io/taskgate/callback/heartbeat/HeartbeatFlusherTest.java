package io.taskgate.callback.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the absorption of heartbeats for a callback with an interval of 30 s.
class HeartbeatFlusherTest {

    private static final TaskToken TOKEN = GatewayFixture.token("token-1");
    private static final CallbackId ID = GatewayFixture.idOf("watch", "order-1");
    private static final CallbackAddress.ByKey KEY = GatewayFixture.key("watch", "order-1");
    private static final Instant START = MutableClock.START;

    private final GatewayFixture gateway = new GatewayFixture();

    @BeforeEach
    void aFirstBeat() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        beat(gateway);
    }

    private static void beat(GatewayFixture gateway) {
        assertThat(gateway.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.Accepted.class);
    }

    private void at(double seconds) {
        gateway.clock.set(START.plusMillis((long) (seconds * 1000)));
    }

    private int told() {
        return gateway.stepFunctions.calls("heartbeat").size();
    }

    private Callback.HeartbeatState pulse() {
        return gateway.current(ID).heartbeatState();
    }

    // ---- a clock that jumps (both found by the simulation, scenarios SILENT and BEATING)

    @Test
    void promise9WhileTheClockIsNotTrustedWhatIsAbsorbedIsToldAtOnce() {
        at(5);
        beat(gateway);
        at(-40);
        gateway.clockTrusted = false;

        gateway.beatRound.flushDue();

        assertThat(told()).isEqualTo(2);
        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void promise10AClockThatIsAheadWhileABeatIsToldAbsorbsNoLaterOnes() {
        at(9);
        beat(gateway);
        at(10);
        gateway.stepFunctions.beforeNextCall(() -> {
            gateway.clock.set(START.plusSeconds(60));
            gateway.clockTrusted = false;
        });
        gateway.beatRound.flushDue();
        gateway.clockTrusted = true;
        at(20);
        beat(gateway);

        assertThat(told()).isEqualTo(3);
    }

    /// Found by the simulation, seed 310336: the record has the time at which the absorbed heartbeat came, and decides
    /// when the sweep times out.
    @Test
    void promise9AHeartbeatAfterOneThatWasStoredLateIsNotAbsorbed() {
        at(5);
        beat(gateway);
        at(34);
        gateway.beatRound.flushDue();
        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(5));
        at(34.9);
        beat(gateway);

        assertThat(told()).isEqualTo(3);
        assertThat(pulse().lastAt()).isEqualTo(START.plusMillis(34_900));
    }

    // ---- absorbed heartbeats

    @Test
    void aBeatWithinAThirdIsAnsweredWithTheStandingDeadlineWithoutACall() {
        at(9.9);
        gateway.ledger.available(false);

        HeartbeatResult reply = gateway.heartbeat.record(KEY, null);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        HeartbeatResult.Accepted.class,
                        beating -> assertThat(
                                        beating.callback().heartbeatState().deadline())
                                .isEqualTo(START.plusSeconds(30)));
        assertThat(told()).isEqualTo(1);
    }

    /// Finding 14: the heartbeat was accepted, but reached neither Step Functions nor the newer token's
    /// deadline.
    @Test
    void promise10ABeatThatIsAbsorbedForAnOlderTokenCountsForTheNewerOne() {
        at(2);
        gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        at(5);
        beat(gateway);
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        at(10);

        gateway.beatRound.flushDue();

        assertThat(gateway.current(ID).generation()).isEqualTo(2);
        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(5));
        assertThat(pulse().deadline()).isEqualTo(START.plusSeconds(35));
    }

    @Test
    void promise10ABeatForAnOlderTokenIsWrittenForTheNewerOne() {
        at(2);
        gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        at(5);

        gateway.heartbeat.record(KEY, GatewayFixture.json("{'step': 1}"));

        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(5));
        assertThat(pulse().progress()).isEqualTo(GatewayFixture.json("{'step': 1}"));
    }

    @Test
    void aBeatAfterAThirdIsRelayed() {
        at(10);
        beat(gateway);

        assertThat(told()).isEqualTo(2);
        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void progressThatChangedIsWrittenThoughNotRelayed() {
        at(5);
        gateway.heartbeat.record(KEY, GatewayFixture.json("{'step': 1}"));

        assertThat(pulse().progress()).isEqualTo(GatewayFixture.json("{'step': 1}"));
        assertThat(pulse().deadline()).isEqualTo(START.plusSeconds(35));
        assertThat(told()).isEqualTo(1);

        gateway.ledger.available(false);
        assertThat(gateway.heartbeat.record(KEY, GatewayFixture.json("{'step': 1}")))
                .isInstanceOf(HeartbeatResult.Accepted.class);
    }

    @Test
    void progressAtEveryBeatDoesNotPutOffTheRelay() {
        for (int second = 2; second <= 12; second += 2) {
            at(second);
            gateway.heartbeat.record(KEY, GatewayFixture.json("{'step': " + second + "}"));
        }

        assertThat(told()).isEqualTo(2);
    }

    @Test
    void anotherProcessAbsorbsAsWell() {
        GatewayFixture replica = gateway.replica();
        at(5);
        beat(replica);

        assertThat(told()).isEqualTo(1);
        at(9);
        replica.beatRound.flushDue();
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void afterTheAnswerNothingIsAbsorbed() {
        at(5);
        gateway.settle.settle(KEY, new Answer.Success(GatewayFixture.text("1")));

        assertThat(gateway.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.TaskClosed.class);
    }

    @Test
    void whatMayNotBeShownIsNotAbsorbed() {
        assertThat(gateway.heartbeat.record(new CallbackAddress.ById(ID, callback -> false), null))
                .isEqualTo(new HeartbeatResult.Unknown());
    }

    // ---- delayed heartbeats

    @Test
    void theLastAbsorbedBeatIsToldWhenAThirdIsOver() {
        at(9.9);
        beat(gateway);
        gateway.beatRound.flushDue();

        assertThat(told()).isEqualTo(2);
        assertThat(pulse().lastAt()).isEqualTo(START.plusMillis(9_900));
        assertThat(pulse().deadline()).isEqualTo(START.plusMillis(39_900));
        gateway.beatRound.flushDue();
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void beforeAThirdIsOverNothingIsTold() {
        at(5);
        beat(gateway);
        at(8.9);
        gateway.beatRound.flushDue();

        assertThat(told()).isEqualTo(1);
    }

    @Test
    void aWorkerThatIsSilentJustAfterAnAbsorbedBeatHasItsWholeInterval() {
        at(9.9);
        beat(gateway);
        at(10);
        gateway.beatRound.flushDue();
        at(39.5);
        gateway.process(ID);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);

        beat(gateway);
        assertThat(pulse().lastAt()).isEqualTo(START.plusMillis(39_500));
    }

    @Test
    void aBeatThatComesWhileAnotherIsToldIsToldToo() {
        at(9);
        beat(gateway);
        gateway.stepFunctions.beforeNextCall(() -> {
            at(9.5);
            beat(gateway);
        });
        gateway.beatRound.flushDue();
        assertThat(told()).isEqualTo(2);

        at(19);
        gateway.beatRound.flushDue();
        assertThat(told()).isEqualTo(3);
        assertThat(pulse().lastAt()).isEqualTo(START.plusMillis(9_500));
    }

    @Test
    void aLaterBeatOfAnotherProcessIsNotPutBack() {
        GatewayFixture replica = gateway.replica();
        at(9);
        beat(gateway);
        at(10);
        beat(replica);
        gateway.beatRound.flushDue();

        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(10));
        assertThat(pulse().deadline()).isEqualTo(START.plusSeconds(40));
    }

    @ParameterizedTest
    @MethodSource("io.taskgate.callback.heartbeat.HeartbeatServiceTest#notNow")
    void whatCannotBeToldIsKeptAndToldByTheNextRound(StepFunctions.Reply reply) {
        at(9);
        beat(gateway);
        gateway.stepFunctions.script(reply);
        gateway.beatRound.flushDue();
        assertThat(pulse().deadline()).isEqualTo(START.plusSeconds(39));

        // Longer than an empty bucket is throttled.
        gateway.pauses.advance(Duration.ofSeconds(1));
        gateway.beatRound.flushDue();
        assertThat(told()).isEqualTo(3);
        gateway.beatRound.flushDue();
        assertThat(told()).isEqualTo(3);
        assertThat(pulse().count()).isEqualTo(2);
    }

    @Test
    void aLedgerThatIsAwayDelaysIt() {
        at(9);
        beat(gateway);
        gateway.ledger.available(false);
        gateway.beatRound.flushDue();
        gateway.ledger.available(true);
        gateway.beatRound.flushDue();

        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void aTaskThatIsGoneIsFoundOut() {
        at(9);
        beat(gateway);
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("ExecutionAborted"));
        gateway.beatRound.flushDue();

        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.bus.published("Task Cancelled")).hasSize(1);
        assertThat(gateway.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.TaskClosed.class);
    }

    @Test
    void aNewerTokenIsTheOneThatHearsOfTheNextBeat() {
        at(5);
        gateway.stepFunctions.close(TOKEN, new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.replica().accepted(TestRegistrations.of("token-2", "watch", "order-1"));
        at(10);
        beat(gateway);

        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.stepFunctions.calls("heartbeat").getLast().token())
                .isEqualTo(GatewayFixture.token("token-2"));
    }

    @Test
    void atTheEndOfTheProcessAllIsTold() throws InterruptedException {
        at(1);
        beat(gateway);
        gateway.beatRound.flushAll(Duration.ofSeconds(10));

        assertThat(told()).isEqualTo(2);
        assertThat(pulse().lastAt()).isEqualTo(START.plusSeconds(1));
    }

    /// Events in flight absorb heartbeats after the first of them.
    @Test
    void atTheEndOfTheProcessWhatIsAbsorbedMeanwhileIsToldToo() throws InterruptedException {
        gateway.beatRound.flushAll(Duration.ofSeconds(10));
        at(1);
        beat(gateway);
        gateway.beatRound.flushAll(Duration.ofSeconds(10));

        assertThat(told()).isEqualTo(2);
    }

    @Test
    void whoIsSilentForAnIntervalIsForgotten() {
        at(30.5);
        gateway.beatRound.flushDue();

        assertThat(gateway.beats.find(ID)).isEmpty();
    }
}
