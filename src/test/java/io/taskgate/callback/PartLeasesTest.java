package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Two processes over one ledger; each has its own monotonic clock.
class PartLeasesTest {

    private static final Ledger.Queue QUEUE = Ledger.Queue.TIMES;

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
    void whoCantKeepUpGivesOnePartBackAndAnotherTakesItAtOnce() {
        one.isMine(QUEUE, 0);
        one.isMine(QUEUE, 1);
        one.roundEnded(true);
        assertThat(held(other)).isEqualTo(1);
        assertThat(held(one)).isEqualTo(1);
    }

    @Test
    void whatNobodyElseWantsIsTakenBack() {
        one.isMine(QUEUE, 0);
        one.isMine(QUEUE, 1);
        one.roundEnded(true);
        assertThat(held(one)).isEqualTo(1);
        pauses.advance(Duration.ofSeconds(2));
        assertThat(held(one)).isEqualTo(2);
    }

    @Test
    void theLastPartIsKept() {
        one.isMine(QUEUE, 0);
        one.roundEnded(true);
        assertThat(other.isMine(QUEUE, 0)).isFalse();
    }

    private static int held(PartLeases process) {
        int held = 0;
        for (int shard = 0; shard < 2; shard++) {
            held += process.isMine(QUEUE, shard) ? 1 : 0;
        }
        return held;
    }
}
