package io.taskgate.simulation.world;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Decides by the seed what goes wrong. Each run has a mixture of its own: half of the faults do not occur in
/// it at all,
/// for a fault that always occurs hides what the others would show.
public final class SimulatedFaultSchedule {

    private final RandomGenerator random;
    private final Map<SimulatedFault, Double> probabilities = new EnumMap<>(SimulatedFault.class);
    private final Map<SimulatedFault, Integer> counts = new EnumMap<>(SimulatedFault.class);
    private final SimulatedScheduler.Signal heal = new SimulatedScheduler.Signal();
    private boolean healed;

    private SimulatedFaultSchedule(RandomGenerator random) {
        this.random = random;
    }

    static SimulatedFaultSchedule of(RandomGenerator random, Set<SimulatedFault> without) {
        SimulatedFaultSchedule faults = new SimulatedFaultSchedule(random);
        for (SimulatedFault fault : SimulatedFault.values()) {
            double drawn = random.nextBoolean() ? fault.most() * random.nextDouble() : 0;
            faults.probabilities.put(fault, without.contains(fault) ? 0 : drawn);
        }
        return faults;
    }

    /// Which may occur in this run.
    public Set<SimulatedFault> possible() {
        Set<SimulatedFault> possible = EnumSet.noneOf(SimulatedFault.class);
        probabilities.forEach((fault, probability) -> {
            if (probability > 0) {
                possible.add(fault);
            }
        });
        return possible;
    }

    /// Whether the fault occurs now. Counts it.
    public boolean occurs(SimulatedFault fault) {
        double probability = healed ? 0 : probabilities.getOrDefault(fault, 0.0);
        boolean occurs = probability > 0 && random.nextDouble() < probability;
        if (occurs) {
            counts.merge(fault, 1, Integer::sum);
        }
        return occurs;
    }

    /// Whether the fault occurs now, where it is one of this run's: for what a scenario is about. Counts it.
    ///
    /// @param probability that it does then
    public boolean occurs(SimulatedFault fault, double probability) {
        boolean occurs = !healed && probabilities.getOrDefault(fault, 0.0) > 0 && random.nextDouble() < probability;
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
    public SimulatedScheduler.Signal healed() {
        return heal;
    }

    public boolean isHealed() {
        return healed;
    }

    public Map<SimulatedFault, Integer> counts() {
        return counts;
    }

    /// Between two times, evenly.
    public Duration between(Duration least, Duration most) {
        return least.plusNanos(random.nextLong(Math.max(1, most.minus(least).toNanos())));
    }

    public int upTo(int most) {
        return random.nextInt(most + 1);
    }

    public boolean tossed() {
        return random.nextBoolean();
    }
}
