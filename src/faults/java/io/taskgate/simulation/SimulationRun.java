package io.taskgate.simulation;

import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationChecker;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SeededRandomness;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedScheduler;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// One run: starts gateways and scenarios, injects faults for a while, waits for recovery, and checks the
/// invariants.
final class SimulationRun {

    private static final String ALGORITHM = "L64X128MixRandom";
    private static final Duration FAULT_INTERVAL = Duration.ofSeconds(8);
    private static final Duration SCENARIO_START_WINDOW = Duration.ofSeconds(40);
    private static final Duration FAULT_PERIOD = Duration.ofSeconds(70);
    private static final Duration AFTER_HEAL = Duration.ofMinutes(20);
    private static final Duration QUIET = Duration.ofSeconds(150);

    private final Settings settings;
    private final SimulatedWorld world;
    private final SimulatedCaller caller;
    private final Map<SimulationScenario, Integer> startedScenarios = new EnumMap<>(SimulationScenario.class);
    private int unfinished;

    /// The settings of a run.
    ///
    /// @param seed the seed, which determines everything else
    /// @param gateways the number of gateways
    /// @param scenarios the number of scenarios
    /// @param only the only scenario to run; null for a mixture
    /// @param without the faults that do not occur
    record Settings(
            long seed,
            int gateways,
            int scenarios,
            @Nullable SimulationScenario only,
            Set<SimulatedFault> without) {

        /// @param without copied
        Settings {
            without = without.isEmpty() ? EnumSet.noneOf(SimulatedFault.class) : EnumSet.copyOf(without);
        }

        /// Returns the settings of the usual mixture.
        static Settings of(long seed, int scenarios) {
            return new Settings(seed, 2 + (int) (seed % 2), scenarios, null, EnumSet.noneOf(SimulatedFault.class));
        }

        /// Returns the settings of a run without faults, except for the services that hang.
        static Settings healthy(long seed, int scenarios) {
            return new Settings(seed, 2, scenarios, null, EnumSet.allOf(SimulatedFault.class));
        }
    }

    private SimulationRun(Settings settings) {
        this.settings = settings;
        RandomGenerator random = RandomGeneratorFactory.of(ALGORITHM).create(settings.seed());
        SeededRandomness.seed(random.nextLong());
        world = new SimulatedWorld(random, settings.gateways(), settings.without());
        caller = new SimulatedCaller(world);
    }

    /// Runs to the end on the calling thread.
    static SimulationResult run(Settings settings) {
        SimulationRun run = new SimulationRun(settings);
        try (var _ = ProductionLog.into(run.world.log(), run.world.scheduler())) {
            return run.run();
        } finally {
            SeededRandomness.end();
        }
    }

    private SimulationResult run() {
        for (int i = 0; i < settings.scenarios(); i++) {
            begin(i);
        }
        world.outside().start("faults", () -> world.injectFaults(FAULT_INTERVAL));
        SimulatedScheduler scheduler = world.scheduler();
        scheduler.run(FAULT_PERIOD.toNanos(), () -> false);
        world.heal();
        long healedAt = scheduler.now();
        scheduler.run(healedAt + AFTER_HEAL.toNanos(), () -> unfinished == 0);
        if (unfinished > 0) {
            world.violated(SimulationInvariant.BROKEN, "scenarios", unfinished + " did not end");
        }
        scheduler.run(scheduler.now() + QUIET.toNanos(), () -> false);
        new SimulationChecker(world, healedAt).check();
        return new SimulationResult(
                settings.seed(),
                world.log().hash(),
                world.tasks().size(),
                scheduler.switches(),
                world.kills(),
                world.cleanEnds(),
                startedScenarios,
                world.faults().counts(),
                world.killedAfter(),
                endings(),
                world.violations(),
                world.log());
    }

    private Map<String, Integer> endings() {
        Map<String, Integer> endings = new TreeMap<>();
        for (ObservedTask task : world.tasks()) {
            String ending = switch (task.task().ending()) {
                case StepFunctions.TaskOutcome.Succeeded _ -> "succeeded";
                case StepFunctions.TaskOutcome.Failed(String error, String cause) -> String.valueOf(error);
                case StepFunctions.TaskOutcome.ClosedOtherwise(String event) -> event;
                case StepFunctions.TaskOutcome.StillOpen _, StepFunctions.TaskOutcome.CannotTell _ -> "unknown";
                case null -> "open, registration not acknowledged";
            };
            endings.merge(ending, 1, Integer::sum);
        }
        return endings;
    }

    private void begin(int number) {
        SimulationScenario[] scenarios = SimulationScenario.values();
        SimulationScenario scenario =
                settings.only() == null ? scenarios[world.random().nextInt(scenarios.length)] : settings.only();
        String key = scenario.name().toLowerCase(java.util.Locale.ROOT) + "-" + number;
        Duration start = world.faults().between(Duration.ZERO, SCENARIO_START_WINDOW);
        startedScenarios.merge(scenario, 1, Integer::sum);
        unfinished++;
        world.outside().start(key, () -> {
            try {
                world.scheduler().sleep(start);
                scenario.run(world, caller, key);
                world.scheduler()
                        .await(
                                world.faults().healed(),
                                world.faults()::isHealed,
                                world.scheduler().now() + AFTER_HEAL.toNanos());
                SimulationScenario.runFurtherExecution(world, caller, key);
                unfinished--;
            } catch (RuntimeException e) {
                world.violated(SimulationInvariant.BROKEN, key, String.valueOf(e));
            }
        });
    }
}
