package io.taskgate.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdaptiveTokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private final AdaptiveTokenBucket bucket = new AdaptiveTokenBucket(10, 4, 0);

    private int take(long now) {
        int taken = 0;
        while (bucket.tryAcquire(now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void itIsFullAtFirstAndFillsByTheSecond() {
        assertThat(take(0)).isEqualTo(10);
        assertThat(take(SECOND)).isEqualTo(4);
        assertThat(take(3 * SECOND / 2)).isEqualTo(2);
    }

    @Test
    void itHoldsNoMoreThanItsBurst() {
        take(0);

        assertThat(take(1000 * SECOND)).isEqualTo(10);
    }

    @Test
    void itTellsWhenThereIsAToken() {
        assertThat(bucket.nanosToToken(0)).isZero();
        take(0);

        assertThat(bucket.nanosToToken(0)).isEqualTo(SECOND / 4);
        assertThat(bucket.tryAcquire(SECOND / 4)).isTrue();
    }

    @Test
    void beingThrottledEmptiesItAndHalvesItsRate() {
        bucket.onThrottled(0);

        assertThat(take(0)).isZero();
        assertThat(bucket.rate()).isEqualTo(2);
        assertThat(take(SECOND)).isEqualTo(2);
    }

    @Test
    void manyThrottledCallsOfOneSecondHalveItOnce() {
        bucket.onThrottled(0);
        bucket.onThrottled(SECOND / 2);
        assertThat(bucket.rate()).isEqualTo(2);

        bucket.onThrottled(SECOND);
        assertThat(bucket.rate()).isEqualTo(1);
    }

    @Test
    void itIsHalvedToA64thAtMost() {
        for (int half = 0; half < 20; half++) {
            bucket.onThrottled(half * SECOND / 2);
        }

        assertThat(bucket.rate()).isEqualTo(4.0 / 64);
    }

    @Test
    void everyGoodSecondGivesA50thBackUpToAllOfIt() {
        bucket.onThrottled(0);

        bucket.nanosToToken(10 * SECOND);
        assertThat(bucket.rate()).isCloseTo(4 * (0.5 + 10.0 / 50), within(1e-9));

        bucket.nanosToToken(1000 * SECOND);
        assertThat(bucket.rate()).isEqualTo(4);
    }

    @Test
    void aSecondInWhichItWasThrottledIsNotGood() {
        bucket.onThrottled(0);
        bucket.onThrottled(SECOND / 2);

        bucket.nanosToToken(SECOND);

        assertThat(bucket.rate()).isEqualTo(2);
    }
}
