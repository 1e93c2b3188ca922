package io.taskgate.simulation.world;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Decides which faults occur, determined by the seed. Each run has its own mixture. Half of the faults do
/// not occur in a run at all, because a fault that always occurs hides the effects of others.
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

    /// The faults that may occur in this run.
    public Set<SimulatedFault> possible() {
        Set<SimulatedFault> possible = EnumSet.noneOf(SimulatedFault.class);
        probabilities.forEach((fault, probability) -> {
            if (probability > 0) {
                possible.add(fault);
            }
        });
        return possible;
    }

    /// Returns whether the fault occurs now, and counts it.
    public boolean occurs(SimulatedFault fault) {
        double probability = healed ? 0 : probabilities.getOrDefault(fault, 0.0);
        boolean occurs = probability > 0 && random.nextDouble() < probability;
        if (occurs) {
            counts.merge(fault, 1, Integer::sum);
        }
        return occurs;
    }

    /// Returns whether a fault that a scenario needs occurs now, if it may occur in this run, and counts it.
    ///
    /// @param probability the probability in that case
    public boolean occurs(SimulatedFault fault, double probability) {
        boolean occurs = !healed && probabilities.getOrDefault(fault, 0.0) > 0 && random.nextDouble() < probability;
        if (occurs) {
            counts.merge(fault, 1, Integer::sum);
        }
        return occurs;
    }

    /// Ends all faults.
    void heal() {
        healed = true;
        heal.raise();
    }

    /// Raised when all faults end.
    public SimulatedScheduler.Signal healed() {
        return heal;
    }

    public boolean isHealed() {
        return healed;
    }

    public Map<SimulatedFault, Integer> counts() {
        return counts;
    }

    /// Returns a uniformly distributed duration between two limits.
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
