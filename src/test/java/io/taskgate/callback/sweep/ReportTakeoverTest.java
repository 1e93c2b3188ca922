package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Tests the takeover of reports whose lease does not change while it is watched.
class ReportTakeoverTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void aLeaseThatIsHeldIsWatchedBeforeItIsTakenOver() {
        gateway.settling("token-1", "order-1", "1");
        // it is due since its registration, 5 s ago then
        gateway.sweepFor(Duration.ofSeconds(9));
        assertThat(gateway.stepFunctions.calls()).isEmpty();
        gateway.sweepFor(Duration.ofSeconds(2));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.lease().fence()).isEqualTo(2);
    }

    @Test
    void aLeaseIsWatchedByTheMonotonicClock() {
        gateway.settling("token-1", "order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(6));
        gateway.sweepOnce();
        gateway.clock.advance(Duration.ofSeconds(5));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).lease()).isEqualTo(new Callback.Lease(1, true, false));
    }

    @Test
    void aLeaseThatWasOldWhenTheProcessStartedIsTakenOverAtOnce() {
        gateway.settling("token-1", "order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(12).minusMillis(1));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).lease()).isEqualTo(new Callback.Lease(1, true, false));
        gateway.clock.advance(Duration.ofMillis(1));
        gateway.sweepOnce();
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.lease().fence()).isEqualTo(2);
    }

    @Test
    void theAgeOfALeaseBeginsWithItsLastTakeOver() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.clock.advance(Duration.ofDays(1));
        gateway.ledger.apply(ID, ReportTransitions.takeOver(settling, gateway.clock.instant()));
        gateway.clock.advance(Duration.ofSeconds(3));
        gateway.sweepOnce();
        assertThat(gateway.current(ID).lease().fence()).isEqualTo(2);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.SETTLING);
    }

    /// A callback that is answered just before it is due since its registration: a live process may hold the lease for
    /// six seconds.
    @Test
    void aLeaseIsNotWatchedBeforeItIsTwoSecondsOld() {
        Callback pending = gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofMillis(4_900));
        gateway.pauses.advance(Duration.ofMillis(4_900));
        gateway.committed(pending, "1");
        gateway.sweepFor(Duration.ofSeconds(6));
        assertThat(gateway.current(ID).lease()).isEqualTo(new Callback.Lease(1, true, false));
        gateway.sweepFor(Duration.ofSeconds(2));
        assertThat(gateway.ledger.await(ID, CallbackState.DELIVERED).lease().fence())
                .isEqualTo(2);
    }

    @Test
    void aLeaseThatMovedIsWatchedAnew() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.sweepFor(Duration.ofSeconds(6));
        gateway.ledger.apply(ID, ReportTransitions.takeOver(settling, gateway.clock.instant()));
        gateway.sweepFor(Duration.ofSeconds(6));
        assertThat(gateway.current(ID).lease().fence()).isEqualTo(2);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.SETTLING);
    }

    @Test
    void aTakenOverReportThatFindsItsTaskClosedIsAmbiguousThenReconciled() {
        gateway.settling("token-1", "order-1", "1");
        // The first holder's report was applied, then the holder ended.
        gateway.stepFunctions.close(GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.Succeeded("1"));
        gateway.sweepFor(Duration.ofSeconds(15));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.history())
                .extracting(Callback.HistoryEntry::event)
                .contains("report taken over", "ambiguous", "reconciled");
    }

    @Test
    void aReportThatWasPutBackIsTriedAgainWithoutWaitingForALease() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, ReportTransitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        gateway.sweepFor(Duration.ofSeconds(3));
        Callback delivered = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(delivered.lease().fence()).isEqualTo(2);
    }

    @Test
    void aReportThatWasPutBackWithoutDoubtAndFindsItsTaskClosedIsClosed() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, ReportTransitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.sweepFor(Duration.ofSeconds(3));
        assertThat(gateway.ledger.await(ID, CallbackState.CLOSED).reason()).isNotBlank();
    }

    @Test
    void ofTwoReplicasThatTakeOverOneLoses() {
        gateway.settling("token-1", "order-1", "1");
        GatewayFixture other = gateway.replica();
        gateway.sweepFor(Duration.ofSeconds(5));
        other.sweepOnce();
        gateway.pauses.advance(Duration.ofSeconds(9));
        other.pauses.advance(Duration.ofSeconds(9));
        gateway.ledger.beforeNextWrite(() -> {
            other.sweepOnce();
            gateway.ledger.await(ID, CallbackState.DELIVERED);
        });
        gateway.sweepOnce();
        assertThat(gateway.current(ID).lease().fence()).isEqualTo(2);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void anOutcomeThatCouldNotBeReportedForFourteenDaysExpires() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(ID, ReportTransitions.putBack(settling, false, START.plusSeconds(2), "denied"));
        gateway.clock.advance(Duration.ofDays(14).plusSeconds(1));
        gateway.sweepOnce();
        Callback expired = gateway.current(ID);
        assertThat(expired.state()).isEqualTo(CallbackState.EXPIRED);
        assertThat(expired.reason()).contains("14 days", "denied");
        assertThat(gateway.stepFunctions.calls()).isEmpty();
    }
}
