package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.ledger.Guard;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.Mutation;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.MutableClock;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Tests one round of the sweep: its amount of work, its end, and that one record, service or outage does not
/// stop others.
class SweepRoundTest {

    private static final Instant START = MutableClock.START;
    private static final CallbackId WATCHED = GatewayFixture.idOf("watch", "order-1");
    private final GatewayFixture gateway = new GatewayFixture();

    // ---- promise 9: never early, soon after

    @Test
    void allThatIsDueIsFoundInOneRoundHoweverMuch() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    @Test
    void whatARoundHadNoTimeForIsToldAndDoneInTheNext() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.pauses.advance(Duration.ofSeconds(3)));
        assertThat(gateway.sweepOnce()).isTrue();
        assertThat(pending()).isBetween(1, 899);
        assertThat(gateway.sweepOnce()).isFalse();
        assertThat(pending()).isZero();
    }

    @Test
    void busyPartsAreLeftToTheirHolderUntilItStandsStill() {
        for (int i = 0; i < 900; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        for (int shard = 0; shard < gateway.ledger.shards(); shard++) {
            gateway.ledger.acquireShard(Ledger.Queue.TIMERS, shard, "another", new Ledger.ShardOwner("", 0));
        }
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        assertThat(pending()).isEqualTo(900);
        gateway.pauses.advance(ProtocolTimings.LEASE);
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    private int pending() {
        return gateway.ledger
                .list(new Ledger.Filter(CallbackState.PENDING, null, null), 1000, null)
                .callbacks()
                .size();
    }

    @Test
    void promise9SweptEverySecondSilenceIsFoundWithinTenSeconds() {
        watched();
        gateway.sweepFor(Duration.ofSeconds(60));
        Callback delivered = gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
        assertThat(delivered.committedOutcome().at()).isBetween(START.plusSeconds(35), START.plusSeconds(40));
    }

    /// Finding 3: requests to a service that accepts connections without a response occupied all slots of the
    /// sweep.
    @Test
    void promise9AServiceThatHangsDelaysNoTimeOut() {
        int unsent = 200;
        for (int i = 0; i < unsent; i++) {
            gateway.services.script(new DispatchResult.Retryable("not now"));
            gateway.accepted(TestRegistrations.of("unsent-" + i, "ship", "unsent-" + i));
        }
        CountDownLatch hanging = new CountDownLatch(1);
        gateway.services.hangUntil(hanging);
        watched();
        gateway.clock.advance(Duration.ofSeconds(40));
        gateway.pauses.advance(Duration.ofSeconds(40));

        gateway.sweep.sweep();

        assertThat(gateway.ledger
                        .await(WATCHED, CallbackState.DELIVERED)
                        .committedOutcome()
                        .kind())
                .isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        hanging.countDown();
        gateway.awaitBegun();
        assertThat(gateway.services.sent()).hasSize(2 * unsent);
    }

    /// Finding 7: the index was readable while writes were throttled, and each round left unfinished work
    /// behind until the heap was full.
    @Test
    void promise12WritesThatFailLeaveNoLooksBehind() {
        for (int i = 0; i < 300; i++) {
            gateway.accepted(TestRegistrations.of("token-" + i, "watch", "order-" + i));
        }
        gateway.clock.advance(Duration.ofSeconds(40));
        gateway.ledger.writable(false);
        int rounds = 5;

        for (int round = 0; round < rounds; round++) {
            assertThatThrownBy(gateway.sweep::sweep).isInstanceOf(Ledger.LedgerUnavailableException.class);
        }

        // 32 records of each queue may be in progress when the first write fails.
        assertThat(gateway.ledger.refusedWrites()).isBetween(rounds, rounds * 64);
        gateway.ledger.writable(true);
        gateway.sweepOnce();
        assertThat(pending()).isZero();
    }

    @Test
    void aSweepThatIsStoppedBeginsNothingMore() throws InterruptedException {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweep.stop(Duration.ofSeconds(10));
        gateway.ledger.available(false);
        assertThat(gateway.sweepOnce()).isFalse();
        gateway.ledger.available(true);
        assertThat(gateway.current(WATCHED).state()).isEqualTo(CallbackState.PENDING);
    }

    @Test
    void aSweepIsStoppedWhenItsRoundIsOver() throws Exception {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gateway.ledger.beforeNextWrite(() -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread round = Thread.ofVirtual().start(gateway.sweep::sweep);
        inside.await();
        Thread stop = Thread.ofVirtual().start(() -> {
            try {
                gateway.sweep.stop(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(stop.join(Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        assertThat(stop.join(Duration.ofSeconds(30))).isTrue();
        assertThat(gateway.current(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
        round.join();
    }

    // ---- promises 12 and 16: outages, and records that affect only themselves

    @Test
    void anOutageOfTheLedgerLosesNothing() {
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.available(false));
        assertThatThrownBy(gateway.sweep::sweep).isInstanceOf(Ledger.LedgerUnavailableException.class);
        gateway.ledger.available(true);
        gateway.sweepOnce();
        gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
    }

    @Test
    void aRecordThatCannotBeDealtWithDoesNotStopTheOthers() {
        Callback broken = gateway.settling("token-1", "order-1", "1");
        gateway.ledger.apply(
                broken.id(),
                Ledger.Transition.of(
                        Guard.in(CallbackState.SETTLING),
                        new Mutation.SetState(CallbackState.SETTLING, START, null),
                        new Mutation.SetOutcome(null),
                        new Mutation.SetLease(new Callback.Lease(1, false, false))));
        watched();
        gateway.clock.set(START.plusSeconds(35));
        gateway.sweepOnce();
        gateway.ledger.await(WATCHED, CallbackState.DELIVERED);
    }

    @Test
    void promise12ASweepOverALongOutageDeliversEverything() {
        for (int i = 0; i < 250; i++) {
            Callback settling = gateway.settling("token-" + i, "key-" + i, "" + i);
            gateway.ledger.apply(
                    settling.id(), ReportTransitions.putBack(settling, false, START.plusSeconds(2), "not now"));
        }
        gateway.clock.advance(Duration.ofHours(24));
        gateway.sweepFor(Duration.ofSeconds(10));
        for (int i = 0; i < 250; i++) {
            gateway.ledger.await(GatewayFixture.idOf("approve", "key-" + i), CallbackState.DELIVERED);
        }
        assertThat(gateway.stepFunctions.calls("success")).hasSize(250);
    }

    private Callback watched() {
        return gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }
}
