package io.taskgate.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The offsets between AWS time and a clock, sampled from the latest AWS responses.
///
/// @param offsets AWS time minus clock time, the latest last
record ClockSamples(List<Duration> offsets) {

    static final ClockSamples NONE = new ClockSamples(List.of());

    private static final int MAX_SAMPLES = 5;

    /// Samples of the same offset differ by up to one second, because of the resolution of `Date`, plus the
    /// response times.
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    ClockSamples plus(Duration offset) {
        List<Duration> later = new ArrayList<>(offsets);
        if (isFull()) {
            later.removeFirst();
        }
        later.add(offset);
        return new ClockSamples(List.copyOf(later));
    }

    /// Returns the samples as measured against a clock that is ahead by this duration.
    ClockSamples shiftedBy(Duration set) {
        return new ClockSamples(
                offsets.stream().map(offset -> offset.minus(set)).toList());
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    boolean isFull() {
        return offsets.size() == MAX_SAMPLES;
    }

    /// @return zero if there are no samples
    Duration median() {
        List<Duration> sorted = offsets.stream().sorted().toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    }

    /// @return zero if there are no samples
    Duration last() {
        return offsets.isEmpty() ? Duration.ZERO : offsets.getLast();
    }

    /// Returns whether the samples are consistent. The clock does not follow contradictory samples.
    boolean agree() {
        List<Duration> sorted = offsets.stream().sorted().toList();
        return sorted.isEmpty() || sorted.getLast().minus(sorted.getFirst()).compareTo(AGREEMENT) <= 0;
    }

    /// Returns whether an offset differs significantly from these samples.
    boolean isOutlier(Duration offset) {
        return offset.minus(median()).abs().compareTo(AGREEMENT) > 0;
    }
}
