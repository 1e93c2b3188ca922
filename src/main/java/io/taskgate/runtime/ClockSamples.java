package io.taskgate.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The offsets between AWS time and a clock, sampled from the latest AWS responses.
///
/// @param samples the latest last
record ClockSamples(List<Sample> samples) {

    static final ClockSamples NONE = new ClockSamples(List.of());

    /// One response.
    ///
    /// @param offset AWS time minus clock time
    /// @param nanos the time of the response on the monotonic clock, in nanoseconds
    record Sample(Duration offset, long nanos) {}

    private static final int MAX_SAMPLES = 5;

    /// Samples of the same offset differ by up to one second, because of the resolution of `Date`, plus the
    /// response times.
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    ClockSamples plus(Duration offset, long nanos) {
        List<Sample> later = new ArrayList<>(samples);
        if (isFull()) {
            later.removeFirst();
        }
        later.add(new Sample(offset, nanos));
        return new ClockSamples(List.copyOf(later));
    }

    /// Returns the samples as measured against a clock that is ahead by this duration.
    ClockSamples shiftedBy(Duration set) {
        return new ClockSamples(samples.stream()
                .map(sample -> new Sample(sample.offset().minus(set), sample.nanos()))
                .toList());
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    boolean isFull() {
        return samples.size() == MAX_SAMPLES;
    }

    /// The time from the first sample to the last, by the monotonic clock.
    Duration span() {
        return isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(
                        samples.getLast().nanos() - samples.getFirst().nanos());
    }

    private List<Duration> sorted() {
        return samples.stream().map(Sample::offset).sorted().toList();
    }

    /// @return zero if there are no samples
    Duration median() {
        List<Duration> sorted = sorted();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    }

    /// @return zero if there are no samples
    Duration last() {
        return samples.isEmpty() ? Duration.ZERO : samples.getLast().offset();
    }

    /// Returns whether the samples are consistent. The clock does not follow contradictory samples.
    boolean agree() {
        List<Duration> sorted = sorted();
        return sorted.isEmpty() || sorted.getLast().minus(sorted.getFirst()).compareTo(AGREEMENT) <= 0;
    }

    /// Returns whether an offset differs significantly from these samples.
    boolean isOutlier(Duration offset) {
        return offset.minus(median()).abs().compareTo(AGREEMENT) > 0;
    }
}
