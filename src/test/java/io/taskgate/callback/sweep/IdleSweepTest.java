package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How a fleet shares the due index: what it reads while nothing is due, how late it is then, and who reads when a
/// process ends.
class IdleSweepTest {

    private static final CallbackId WATCHED = GatewayFixture.idOf("watch", "order-1");

    /// A process that registers and does not sweep.
    private final GatewayFixture outside = new GatewayFixture();

    private final List<GatewayFixture> fleet = new ArrayList<>(
            IntStream.range(0, 5).mapToObj(_ -> outside.sharingReplica()).toList());

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            outside.clock.advance(Duration.ofSeconds(1));
            for (GatewayFixture replica : fleet) {
                replica.pauses.advance(Duration.ofSeconds(1));
                replica.sweepOnce();
            }
        }
    }

    @Test
    void anIdleFleetReadsEachShardOnceInTenSeconds() {
        pass(Duration.ofMinutes(1));
        int before = outside.ledger.indexReads();
        pass(Duration.ofSeconds(100));
        int shards = Ledger.Queue.values().length * outside.ledger.shards();
        assertThat(outside.ledger.indexReads() - before).isBetween(9 * shards, 10 * shards);
    }

    @Test
    void promise9AnIdleFleetTimesOutWithinTenSecondsAndNeverEarly() {
        for (int wait = 0; wait < 12; wait++) {
            pass(Duration.ofMinutes(1).plusSeconds(wait));
            Callback silent = outside.accepted(TestRegistrations.of("token-" + wait, "watch", "order-" + wait));
            Instant over = silent.heartbeatState().deadline().plus(ProtocolTimings.SKEW_MARGIN);
            while (outside.current(silent.id()).state() == CallbackState.PENDING) {
                pass(Duration.ofSeconds(1));
            }
            assertThat(outside.clock.instant()).isBetween(over, over.plusSeconds(10));
        }
    }

    @Test
    void aReportOfAProcessThatDiedIsFoundByAnIdleFleet() {
        pass(Duration.ofMinutes(1));
        outside.settling("token-1", "order-1", "1");
        pass(Duration.ofSeconds(16));
        outside.ledger.await(GatewayFixture.idOf("approve", "order-1"), CallbackState.DELIVERED);
    }

    @Test
    void anotherProcessReadsWhenTheReaderDies() {
        pass(Duration.ofMinutes(1));
        fleet.remove(reader());
        outside.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        int before = outside.ledger.indexReads();
        pass(ProtocolTimings.LEASE.plus(IndexLease.LOOK).plusSeconds(1));
        assertThat(outside.ledger.indexReads()).isGreaterThan(before);
        pass(Duration.ofSeconds(30));
        assertThat(outside.current(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
    }

    /// Its clock is set by the ledger's replies, so it has to go on asking.
    @Test
    void aReaderWhoseClockIsOffLeavesTheIndexToAnotherAndGoesOnAsking() {
        pass(Duration.ofMinutes(1));
        GatewayFixture reader = reader();
        reader.clockTrusted = false;
        fleet.forEach(replica -> replica.clockTrusted = replica != reader);
        int asked = outside.ledger.leaseReads();
        reader.sweepOnce();
        assertThat(outside.ledger.leaseReads()).isEqualTo(asked + 1);
        outside.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        pass(Duration.ofSeconds(50));
        assertThat(outside.current(WATCHED).state()).isNotEqualTo(CallbackState.PENDING);
    }

    @Test
    void aReaderThatEndsGivesItsPartAway() throws InterruptedException {
        pass(Duration.ofMinutes(1));
        GatewayFixture reader = reader();
        reader.sweep.stop(Duration.ofSeconds(1));
        fleet.remove(reader);
        int before = outside.ledger.indexReads();
        pass(IndexLease.LOOK);
        assertThat(outside.ledger.indexReads()).isGreaterThan(before);
    }

    /// The reader is the one that makes its clock's looks.
    private GatewayFixture reader() {
        for (GatewayFixture replica : fleet) {
            int before = outside.ledger.indexReads();
            for (int second = 0; second < 10; second++) {
                replica.pauses.advance(Duration.ofSeconds(1));
                replica.sweepOnce();
            }
            if (outside.ledger.indexReads() > before) {
                return replica;
            }
        }
        throw new AssertionError("nobody reads");
    }

    @Test
    void aProcessTendsToWhatItHasWrittenAlsoWhereAnotherReads() {
        pass(Duration.ofMinutes(1));
        GatewayFixture other = fleet.stream()
                .filter(replica -> replica != reader())
                .findFirst()
                .orElseThrow();
        fleet.retainAll(List.of(other));
        Callback settling = other.settling("token-1", "order-1", "1");
        other.ledger.apply(settling.id(), ReportTransitions.putBack(settling, false, outside.clock.instant(), "away"));
        int before = outside.ledger.indexReads();
        pass(Duration.ofSeconds(8));
        outside.ledger.await(settling.id(), CallbackState.DELIVERED);
        assertThat(outside.ledger.indexReads()).isEqualTo(before);
    }

    @Test
    void allReadWhileMuchIsDue() {
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 900; i++) {
            Callback pending = outside.accepted(TestRegistrations.of("token-" + i, "approve", "order-" + i));
            outside.ledger.apply(pending.id(), Transitions.reschedule(outside.current(pending.id()), Instant.EPOCH));
        }
        pass(Duration.ofSeconds(12));
        int before = outside.ledger.indexReads();
        pass(Duration.ofSeconds(1));
        int shards = Ledger.Queue.values().length * outside.ledger.shards();
        assertThat(outside.ledger.indexReads() - before).isGreaterThanOrEqualTo(fleet.size() * shards);
        pass(Duration.ofMinutes(2));
        before = outside.ledger.indexReads();
        pass(Duration.ofSeconds(10));
        assertThat(outside.ledger.indexReads() - before).isLessThanOrEqualTo(shards);
    }
}
