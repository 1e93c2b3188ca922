package io.taskgate.callback.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.Callback;
import io.taskgate.testing.callback.InMemoryOpenCallbackIndex;
import io.taskgate.testing.callback.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests the sample of open callbacks.
class OpenCallbackSamplerTest {

    private final InMemoryOpenCallbackIndex index = new InMemoryOpenCallbackIndex();
    private final MutableClock clock = new MutableClock();
    private final OpenCallbackSampler sampler = new OpenCallbackSampler(index, clock);

    private void put(int number, String prefix, Duration due) {
        Instant at = clock.instant().plus(due);
        IntStream.range(0, number).forEach(i -> index.put(DueCallbackSearchTest.open(prefix + i, at)));
    }

    private static double weigh(OpenCallbackSample sample, Predicate<Callback> filter) {
        return sample.entries().stream()
                .filter(entry -> filter.test(entry.callback()))
                .mapToDouble(OpenCallbackSample.Entry::weight)
                .sum();
    }

    @Test
    void fewCallbacksAreCountedExactly() {
        put(3, "soon", Duration.ofMinutes(1));
        put(5, "later", Duration.ofMinutes(30));

        OpenCallbackSample sample = sampler.sample();

        assertThat(sample.isExact()).isTrue();
        assertThat(sample.entries())
                .hasSize(8)
                .allSatisfy(entry -> assertThat(entry.weight()).isEqualTo(1));
    }

    @Test
    void manyCallbacksAreExtrapolatedAndFewSoonOnesStayExact() {
        put(7, "soon", Duration.ofMinutes(1));
        put(400, "far-a", Duration.ofHours(3));
        put(800, "far-b", Duration.ofHours(4));

        OpenCallbackSample sample = sampler.sample();

        assertThat(sample.isExact()).isFalse();
        assertThat(weigh(sample, _ -> true)).isEqualTo(1_207);
        assertThat(weigh(
                        sample,
                        callback -> String.valueOf(callback.correlationKey()).startsWith("soon")))
                .isEqualTo(7);
        assertThat(weigh(
                        sample,
                        callback -> String.valueOf(callback.correlationKey()).startsWith("far-a")))
                .isBetween(390.0, 410.0);
        assertThat(index.found()).isEqualTo(7 + OpenCallbackSampler.STRATUM_SIZE);
    }

    @Test
    void callbacksBeyondTheFirstPagesAreNotRead() {
        put(3_000, "far", Duration.ofHours(3));

        OpenCallbackSample sample = sampler.sample();

        assertThat(sample.isExact()).isFalse();
        assertThat(index.pages()).isEqualTo(index.partitions());
        assertThat(weigh(sample, _ -> true)).isEqualTo(4.0 * OpenCallbackSampler.PAGE_SIZE);
    }

    @Test
    void aSampleIsTakenAgainOnlyWhenItIsOld() {
        put(1, "first", Duration.ofMinutes(1));
        OpenCallbackSample first = sampler.sample();
        put(1, "second", Duration.ofMinutes(1));
        clock.advance(OpenCallbackSampler.MAX_AGE);

        assertThat(sampler.sample()).isSameAs(first);

        clock.advance(Duration.ofMillis(1));
        assertThat(sampler.sample().entries()).hasSize(2);
        assertThat(index.pages()).isEqualTo(2 * index.partitions());
    }
}
