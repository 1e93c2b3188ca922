package io.taskgate.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;

/// `Simulation <first seed> <runs> [<plays>]`: runs seeds one after the other and prints what they came to. The exit
/// code is 1 where one showed what it must not.
public final class Simulation {

    private static final int STORY = 80;

    private Simulation() {}

    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        int plays = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
        EnumSet<SimulatedFault> without = EnumSet.noneOf(SimulatedFault.class);
        for (int i = 3; i < arguments.length; i++) {
            without.add(SimulatedFault.valueOf(arguments[i]));
        }
        Map<SimulationRule, Integer> violations = new EnumMap<>(SimulationRule.class);
        long from = System.nanoTime();
        long tasks = 0;
        long switches = 0;
        for (long seed = first; seed < first + runs; seed++) {
            SimulationResult result = SimulationRun.run(new SimulationRun.Settings(
                    seed, 2 + (int) (seed % 2), plays, null, without));
            tasks += result.tasks();
            switches += result.switches();
            result.violations().forEach(violation -> violations.merge(violation.rule(), 1, Integer::sum));
            if (runs <= 20 || !result.violations().isEmpty()) System.out.printf(
                    Locale.ROOT,
                    "seed %d: %d tasks, %d kills, %d switches, %s %s%n",
                    seed,
                    result.tasks(),
                    result.kills(),
                    result.switches(),
                    result.hash().substring(0, 12),
                    result.violations().isEmpty() ? "" : result.violations());
            if (runs == 1) {
                story(result);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d tasks, %d switches, %.1f s; violations: %s%n",
                tasks,
                switches,
                (System.nanoTime() - from) / 1e9,
                violations);
        System.exit(violations.isEmpty() ? 0 : 1);
    }

    private static void story(SimulationResult result) {
        result.violations().stream().findFirst().ifPresent(violation -> {
            System.out.println("The story of " + violation.subject() + ":");
            String key = violation.subject().split("#", 2)[0];
            result.log().of(key).stream().limit(STORY).forEach(System.out::println);
        });
    }
}
