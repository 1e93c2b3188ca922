package io.taskgate.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How far the last replies of AWS showed a clock to be off.
///
/// @param offsets AWS's time less the clock's, the latest last
record ClockSamples(List<Duration> offsets) {

    static final ClockSamples NONE = new ClockSamples(List.of());

    /// How many replies are looked at.
    private static final int MOST = 5;

    /// Samples of one offset differ by up to a second, and by what their replies took.
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    ClockSamples plus(Duration offset) {
        List<Duration> later = new ArrayList<>(offsets);
        if (isFull()) {
            later.removeFirst();
        }
        later.add(offset);
        return new ClockSamples(List.copyOf(later));
    }

    /// As they would have been, had the clock been set by so much before.
    ClockSamples less(Duration set) {
        return new ClockSamples(
                offsets.stream().map(offset -> offset.minus(set)).toList());
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    boolean isFull() {
        return offsets.size() == MOST;
    }

    /// @return zero where there is none
    Duration median() {
        List<Duration> sorted = offsets.stream().sorted().toList();
        return sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    }

    /// @return zero where there is none
    Duration last() {
        return offsets.isEmpty() ? Duration.ZERO : offsets.getLast();
    }

    /// Where replies contradict each other, none is followed.
    boolean agree() {
        List<Duration> sorted = offsets.stream().sorted().toList();
        return sorted.isEmpty() || sorted.getLast().minus(sorted.getFirst()).compareTo(AGREEMENT) <= 0;
    }

    /// Whether an offset is another one than these show.
    boolean contradict(Duration offset) {
        return offset.minus(median()).abs().compareTo(AGREEMENT) > 0;
    }
}
