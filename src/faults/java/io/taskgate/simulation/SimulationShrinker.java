package io.taskgate.simulation;

import io.taskgate.simulation.SimulationRun.Settings;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.check.SimulationViolation;
import io.taskgate.simulation.world.SimulatedFault;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Reduces a failing run to the fewest scenarios and faults, so that its trace is readable. Leaving out an
/// element changes all later random numbers, so each step searches for a seed that fails in the same way.
final class SimulationShrinker {

    private static final int SEEDS = 150;

    private final SimulationInvariant rule;
    private final Settings failing;

    private SimulationShrinker(SimulationInvariant rule, Settings failing) {
        this.rule = rule;
        this.failing = failing;
    }

    /// @param failing a run with a violation
    /// @return the smallest run that was found; the failing run itself if none is smaller
    static SimulationResult shrink(Settings failing) {
        SimulationResult result = SimulationRun.run(failing);
        SimulationViolation violation = result.violations().getFirst();
        SimulationShrinker shrinker = new SimulationShrinker(violation.rule(), failing);
        return scenario(violation).flatMap(shrinker::smallest).orElse(result);
    }

    private static Optional<SimulationScenario> scenario(SimulationViolation violation) {
        String name = violation.subject().split("-", 2)[0].toUpperCase(Locale.ROOT);
        return EnumSet.allOf(SimulationScenario.class).stream()
                .filter(it -> it.name().equals(name))
                .findFirst();
    }

    private Optional<SimulationResult> smallest(SimulationScenario scenario) {
        return IntStream.of(1, 2, 4, 8, 16)
                .boxed()
                .flatMap(scenarios -> first(settings(scenarios, scenario, failing.without())).stream())
                .findFirst()
                .map(this::withFewerFaults);
    }

    private Settings settings(int scenarios, SimulationScenario scenario, Set<SimulatedFault> without) {
        return new Settings(1, failing.gateways(), scenarios, scenario, without);
    }

    private SimulationResult withFewerFaults(Settings small) {
        Settings smallest = small;
        for (SimulatedFault fault : SimulatedFault.values()) {
            Set<SimulatedFault> without = EnumSet.copyOf(smallest.without());
            without.add(fault);
            smallest = first(new Settings(1, smallest.gateways(), smallest.scenarios(), smallest.only(), without))
                    .orElse(smallest);
        }
        return shortest(smallest);
    }

    /// Returns the first seed that fails in the same way.
    private Optional<Settings> first(Settings settings) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> withSeed(settings, seed))
                .filter(it -> fails(SimulationRun.run(it)))
                .findFirst();
    }

    private SimulationResult shortest(Settings settings) {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> SimulationRun.run(withSeed(settings, seed)))
                .filter(this::fails)
                .min(Comparator.comparingInt(result -> result.log().lines().size()))
                .orElseGet(() -> SimulationRun.run(settings));
    }

    private boolean fails(SimulationResult result) {
        return result.violations().stream().anyMatch(violation -> violation.rule() == rule);
    }

    private static Settings withSeed(Settings settings, long seed) {
        return new Settings(seed, settings.gateways(), settings.scenarios(), settings.only(), settings.without());
    }
}
