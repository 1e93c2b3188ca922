package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.testing.callback.FakeSleeper;
import io.taskgate.testing.callback.InMemoryLedger;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests two processes with one ledger; each has its own monotonic clock.
class ShardLeasesTest {

    private static final Ledger.Queue QUEUE = Ledger.Queue.TIMERS;

    private static final int SHARDS = 8;

    private final InMemoryLedger ledger = new InMemoryLedger();
    private final FakeSleeper pauses = new FakeSleeper();
    private final ShardLeases one = new ShardLeases(ledger, pauses);
    private final ShardLeases other = new ShardLeases(ledger, pauses);

    @Test
    void aPartBelongsToTheProcessThatComesFirst() {
        assertThat(one.maySweep(QUEUE, 0, true)).isTrue();
        assertThat(other.maySweep(QUEUE, 0, true)).isFalse();
        assertThat(other.maySweep(QUEUE, 1, true)).isTrue();
        assertThat(one.maySweep(QUEUE, 0, true)).isTrue();
    }

    @Test
    void aHolderThatStandsStillLosesIt() {
        one.maySweep(QUEUE, 0, true);
        assertThat(other.maySweep(QUEUE, 0, true)).isFalse();
        pauses.advance(ProtocolTimings.LEASE.minusMillis(1));
        assertThat(other.maySweep(QUEUE, 0, true)).isFalse();
        pauses.advance(Duration.ofMillis(1));
        assertThat(other.maySweep(QUEUE, 0, true)).isTrue();
        assertThat(one.maySweep(QUEUE, 0, true)).isFalse();
    }

    @Test
    void aHolderThatRenewsKeepsIt() {
        one.maySweep(QUEUE, 0, true);
        for (int i = 0; i < 20; i++) {
            assertThat(other.maySweep(QUEUE, 0, true)).isFalse();
            pauses.advance(Duration.ofSeconds(1));
            assertThat(one.maySweep(QUEUE, 0, true)).isTrue();
        }
    }

    @Test
    void allComeToAsManyGiveOrTakeOne() {
        List<ShardLeases> processes =
                Stream.generate(() -> new ShardLeases(ledger, pauses)).limit(3).toList();
        assertThat(rounds(processes, 1)).isEqualTo(List.of(SHARDS, 0, 0));
        assertThat(rounds(processes, 40)).containsExactlyInAnyOrder(3, 3, 2);
        assertThat(rounds(processes, 1)).as("later rounds").isEqualTo(rounds(processes, 40));
    }

    /// A process that always runs just after another one must not consider the other's shards idle.
    @Test
    void partsThatAreNotBusyWhenSeenCountToo() {
        for (int round = 0; round < 40; round++) {
            for (int shard = 0; shard < SHARDS; shard++) {
                one.maySweep(QUEUE, shard, true);
                assertThat(other.maySweep(QUEUE, shard, false)).isTrue();
            }
            other.maySweep(Ledger.Queue.REPORTS, 0, true);
            one.passEnded();
            other.passEnded();
        }
        assertThat(held(other)).as("one shard of the other queue more").isEqualTo(3);
    }

    @Test
    void partsOfWhoStandsStillDoNotCount() {
        IntStream.range(0, SHARDS).forEach(shard -> one.maySweep(QUEUE, shard, true));
        ShardLeases third = new ShardLeases(ledger, pauses);
        int taken = 0;
        for (int round = 0; round < 40; round++) {
            pauses.advance(Duration.ofSeconds(1));
            taken = 0;
            for (int shard = 0; shard < SHARDS; shard++) {
                assertThat(other.maySweep(QUEUE, shard, false)).isTrue();
                third.maySweep(Ledger.Queue.REPORTS, shard, true);
                taken += other.maySweep(Ledger.Queue.REPORTS, shard, true) ? 1 : 0;
            }
            third.passEnded();
            other.passEnded();
        }
        assertThat(taken).as("from the eight shards of the running process").isEqualTo(4);
    }

    @Test
    void whatNobodyElseWantsIsKept() {
        List<ShardLeases> alone = List.of(one);
        assertThat(rounds(alone, 10)).isEqualTo(List.of(SHARDS));
    }

    private static int held(ShardLeases process) {
        return (int) IntStream.range(0, SHARDS)
                .filter(shard -> process.maySweep(QUEUE, shard, true))
                .count();
    }

    /// @return the number of shards of each process in the last round
    private static List<Integer> rounds(List<ShardLeases> processes, int rounds) {
        List<Integer> held = List.of();
        for (int round = 0; round < rounds; round++) {
            held = processes.stream().map(ShardLeasesTest::held).toList();
            processes.forEach(ShardLeases::passEnded);
        }
        return held;
    }
}
