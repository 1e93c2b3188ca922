package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Two processes over one ledger; each has its own monotonic clock.
class PartLeasesTest {

    private static final Ledger.Queue QUEUE = Ledger.Queue.TIMES;

    private static final int SHARDS = 8;

    private final InMemoryLedger ledger = new InMemoryLedger();
    private final FakePauses pauses = new FakePauses();
    private final PartLeases one = new PartLeases(ledger, pauses);
    private final PartLeases other = new PartLeases(ledger, pauses);

    @Test
    void aPartBelongsToWhoeverComesFirst() {
        assertThat(one.isMine(QUEUE, 0)).isTrue();
        assertThat(other.isMine(QUEUE, 0)).isFalse();
        assertThat(other.isMine(QUEUE, 1)).isTrue();
        assertThat(one.isMine(QUEUE, 0)).isTrue();
    }

    @Test
    void aHolderThatStandsStillLosesIt() {
        one.isMine(QUEUE, 0);
        assertThat(other.isMine(QUEUE, 0)).isFalse();
        pauses.advance(Timing.LEASE.minusMillis(1));
        assertThat(other.isMine(QUEUE, 0)).isFalse();
        pauses.advance(Duration.ofMillis(1));
        assertThat(other.isMine(QUEUE, 0)).isTrue();
        assertThat(one.isMine(QUEUE, 0)).isFalse();
    }

    @Test
    void aHolderThatRenewsKeepsIt() {
        one.isMine(QUEUE, 0);
        for (int i = 0; i < 20; i++) {
            assertThat(other.isMine(QUEUE, 0)).isFalse();
            pauses.advance(Duration.ofSeconds(1));
            assertThat(one.isMine(QUEUE, 0)).isTrue();
        }
    }

    @Test
    void allComeToAsManyGiveOrTakeOne() {
        List<PartLeases> processes =
                Stream.generate(() -> new PartLeases(ledger, pauses)).limit(3).toList();
        assertThat(rounds(processes, 1)).isEqualTo(List.of(SHARDS, 0, 0));
        assertThat(rounds(processes, 6)).containsExactlyInAnyOrder(3, 3, 2);
        assertThat(rounds(processes, 1)).as("and stay so").isEqualTo(rounds(processes, 5));
    }

    @Test
    void whatNobodyElseWantsIsKept() {
        List<PartLeases> alone = List.of(one);
        assertThat(rounds(alone, 10)).isEqualTo(List.of(SHARDS));
    }

    @Test
    void onlyPartsThatAreBusyCount() {
        IntStream.range(0, 4).forEach(shard -> one.isMine(QUEUE, shard));
        for (int round = 0; round < 5; round++) {
            // One part of each is busy now.
            assertThat(other.isMine(QUEUE, 4)).isTrue();
            assertThat(other.isMine(QUEUE, 0)).isFalse();
            other.roundEnded();
        }
    }

    /// @return what each of them holds in the last round
    private static List<Integer> rounds(List<PartLeases> processes, int rounds) {
        List<Integer> held = List.of();
        for (int round = 0; round < rounds; round++) {
            held = processes.stream()
                    .map(process -> (int) IntStream.range(0, SHARDS)
                            .filter(shard -> process.isMine(QUEUE, shard))
                            .count())
                    .toList();
            processes.forEach(PartLeases::roundEnded);
        }
        return held;
    }
}
