package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Tests a gateway with a wrong clock: it times out no task and writes no time of its own.
class UntrustedClockTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId WATCHED = GatewayFixture.idOf("watch", "order-1");
    private static final CallbackAddress.ByKey KEY = GatewayFixture.key("watch", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void aClockThatIsOffSweepsNothing() {
        watched();
        gateway.clock.set(START.plusSeconds(3600 * 24));
        gateway.clockTrusted = false;
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void promise9TwoTrustedClocksThatDifferTimeNothingOutEarly() {
        GatewayFixture behind = replicaWithItsClock(Duration.ofSeconds(-2));
        GatewayFixture ahead = replicaWithItsClock(Duration.ofSeconds(2));
        behind.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        ahead.clock.advance(Duration.ofSeconds(30));
        ahead.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aHeartbeatAtAGatewayWhoseClockIsOffIsNotTakenAndTimesNothingOut() {
        watched();
        gateway.clock.advance(Duration.ofSeconds(10));
        GatewayFixture off = replicaWithItsClock(Duration.ofSeconds(-90));
        off.clockTrusted = false;
        assertThat(off.heartbeat.record(KEY, null))
                .isInstanceOfSatisfying(
                        HeartbeatResult.NotNow.class,
                        not -> assertThat(not.reason()).contains("clock").contains("Synchronize"));
        assertThat(off.heartbeat.accept(KEY, null)).isInstanceOf(HeartbeatResult.NotNow.class);
        gateway.sweepOnce();
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.current(WATCHED).heartbeatState().count()).isZero();
    }

    @Test
    void aHeartbeatByWhoseReplyTheClockIsFoundToBeOffIsNotWritten() {
        watched();
        GatewayFixture off = replicaWithItsClock(Duration.ofSeconds(-90));
        gateway.stepFunctions.beforeNextCall(() -> off.clockTrusted = false);
        assertThat(off.heartbeat.record(KEY, null)).isInstanceOf(HeartbeatResult.NotNow.class);
        assertThat(gateway.current(WATCHED).heartbeatState().count()).isZero();
    }

    @Test
    void aRegistrationAtAGatewayWhoseClockIsOffIsNotTaken() {
        GatewayFixture off = replicaWithItsClock(Duration.ofHours(1));
        off.clockTrusted = false;
        Registration registration =
                TestRegistrations.of("token-1", "watch", "order-1").build();
        assertThat(off.register.register(registration)).isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(off.immediate.failRegistration(registration, ImmediateSettlement.Rejection.INVALID_REQUEST, "wrong"))
                .isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(off.register.registerInternal(registration)).isInstanceOf(RegistrationResult.NotNow.class);
        assertThat(gateway.ledger.find(WATCHED)).isEmpty();
        assertThat(gateway.register.register(registration)).isInstanceOf(RegistrationResult.Accepted.class);
    }

    @Test
    void anAnswerAtAGatewayWhoseClockIsOffIsReportedInTime() {
        watched();
        GatewayFixture off = replicaWithItsClock(Duration.ofHours(1));
        off.clockTrusted = false;
        for (int reply = 0; reply < 5; reply++) {
            gateway.clock.advance(Duration.ofSeconds(1));
            off.clock.advance(Duration.ofSeconds(1));
            off.time.onResponse(gateway.clock.instant(), off.time.nanoTime());
        }
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException"));
        off.settle.settle(KEY, new Answer.Success(GatewayFixture.text("1")));
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.SETTLING);
        gateway.sweepFor(Duration.ofSeconds(70));
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.DELIVERED);
    }

    private GatewayFixture replicaWithItsClock(Duration offAWS) {
        MutableClock machine = new MutableClock();
        machine.set(gateway.clock.instant().plus(offAWS));
        return gateway.replica(machine);
    }

    private Callback watched() {
        return gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }
}
