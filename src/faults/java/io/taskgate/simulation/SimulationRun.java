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

/// One run: some gateways, some plays, a time of faults, the heal, and the check.
final class SimulationRun {

    private static final String ALGORITHM = "L64X128MixRandom";
    private static final Duration TROUBLE_BETWEEN = Duration.ofSeconds(8);
    private static final Duration PLAYS_BEGIN_WITHIN = Duration.ofSeconds(40);
    private static final Duration FAULTY = Duration.ofSeconds(70);
    private static final Duration AFTER_HEAL = Duration.ofMinutes(20);
    private static final Duration QUIET = Duration.ofSeconds(150);

    private final Settings settings;
    private final SimulatedWorld world;
    private final SimulatedCaller caller;
    private final Map<SimulationScenario, Integer> played = new EnumMap<>(SimulationScenario.class);
    private int unfinished;

    /// What a run is made of.
    ///
    /// @param seed     decides everything else
    /// @param gateways how many
    /// @param plays    how many
    /// @param only     the play that all are; null for a mixture
    /// @param without  faults that do not occur
    record Settings(
            long seed, int gateways, int plays, @Nullable SimulationScenario only, Set<SimulatedFault> without) {

        /// @param without copied
        Settings {
            without = without.isEmpty() ? EnumSet.noneOf(SimulatedFault.class) : EnumSet.copyOf(without);
        }

        /// The usual mixture.
        static Settings of(long seed, int plays) {
            return new Settings(seed, 2 + (int) (seed % 2), plays, null, EnumSet.noneOf(SimulatedFault.class));
        }

        /// The same, and nothing goes wrong but the services that hang.
        static Settings healthy(long seed, int plays) {
            return new Settings(seed, 2, plays, null, EnumSet.allOf(SimulatedFault.class));
        }
    }

    private SimulationRun(Settings settings) {
        this.settings = settings;
        RandomGenerator random = RandomGeneratorFactory.of(ALGORITHM).create(settings.seed());
        SeededRandomness.seed(random.nextLong());
        world = new SimulatedWorld(random, settings.gateways(), settings.without());
        caller = new SimulatedCaller(world);
    }

    /// Runs on the calling thread, to the end.
    static SimulationResult run(Settings settings) {
        SimulationRun run = new SimulationRun(settings);
        try (var _ = ProductionLog.into(run.world.log(), run.world.scheduler())) {
            return run.run();
        } finally {
            SeededRandomness.end();
        }
    }

    private SimulationResult run() {
        for (int i = 0; i < settings.plays(); i++) {
            begin(i);
        }
        world.outside().start("trouble", () -> world.trouble(TROUBLE_BETWEEN));
        SimulatedScheduler scheduler = world.scheduler();
        scheduler.run(FAULTY.toNanos(), () -> false);
        world.heal();
        long healedAt = scheduler.now();
        scheduler.run(healedAt + AFTER_HEAL.toNanos(), () -> unfinished == 0);
        if (unfinished > 0) {
            world.violated(SimulationInvariant.BROKEN, "plays", unfinished + " did not come to their end");
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
                played,
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
                case null -> "open, its registration was not acknowledged";
            };
            endings.merge(ending, 1, Integer::sum);
        }
        return endings;
    }

    private void begin(int number) {
        SimulationScenario[] plays = SimulationScenario.values();
        SimulationScenario play =
                settings.only() == null ? plays[world.random().nextInt(plays.length)] : settings.only();
        String key = play.name().toLowerCase(java.util.Locale.ROOT) + "-" + number;
        Duration start = world.faults().between(Duration.ZERO, PLAYS_BEGIN_WITHIN);
        played.merge(play, 1, Integer::sum);
        unfinished++;
        world.outside().start(key, () -> {
            try {
                world.scheduler().sleep(start);
                play.run(world, caller, key);
                world.scheduler()
                        .await(
                                world.faults().healed(),
                                world.faults()::isHealed,
                                world.scheduler().now() + AFTER_HEAL.toNanos());
                SimulationScenario.further(world, caller, key);
                unfinished--;
            } catch (RuntimeException e) {
                world.violated(SimulationInvariant.BROKEN, key, String.valueOf(e));
            }
        });
    }
}
