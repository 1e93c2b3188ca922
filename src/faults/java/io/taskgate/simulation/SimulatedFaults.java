package io.taskgate.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Decides by the seed what goes wrong. Each run has a mixture of its own: half of the faults do not occur in it at
/// all,
/// for a fault that always occurs hides what the others would show.
final class SimulatedFaults {

    private final RandomGenerator random;
    private final Map<SimulatedFault, Double> probabilities = new EnumMap<>(SimulatedFault.class);
    private final Map<SimulatedFault, Integer> counts = new EnumMap<>(SimulatedFault.class);
    private final SimulatedScheduler.Signal heal = new SimulatedScheduler.Signal();
    private boolean healed;

    private SimulatedFaults(RandomGenerator random) {
        this.random = random;
    }

    static SimulatedFaults of(RandomGenerator random, Set<SimulatedFault> without) {
        SimulatedFaults faults = new SimulatedFaults(random);
        for (SimulatedFault fault : SimulatedFault.values()) {
            double drawn = random.nextBoolean() ? fault.most() * random.nextDouble() : 0;
            faults.probabilities.put(fault, without.contains(fault) ? 0 : drawn);
        }
        return faults;
    }

    /// Which may occur in this run.
    Set<SimulatedFault> possible() {
        Set<SimulatedFault> possible = EnumSet.noneOf(SimulatedFault.class);
        probabilities.forEach((fault, probability) -> {
            if (probability > 0) {
                possible.add(fault);
            }
        });
        return possible;
    }

    /// Whether the fault occurs now. Counts it.
    boolean occurs(SimulatedFault fault) {
        double probability = healed ? 0 : probabilities.getOrDefault(fault, 0.0);
        boolean occurs = probability > 0 && random.nextDouble() < probability;
        if (occurs) {
            counts.merge(fault, 1, Integer::sum);
        }
        return occurs;
    }

    /// From now on nothing goes wrong.
    void heal() {
        healed = true;
        heal.raise();
    }

    /// Raised when it is healed.
    SimulatedScheduler.Signal healed() {
        return heal;
    }

    boolean isHealed() {
        return healed;
    }

    Map<SimulatedFault, Integer> counts() {
        return counts;
    }

    /// Between two times, evenly.
    Duration between(Duration least, Duration most) {
        return least.plusNanos(random.nextLong(Math.max(1, most.minus(least).toNanos())));
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    boolean tossed() {
        return random.nextBoolean();
    }
}
