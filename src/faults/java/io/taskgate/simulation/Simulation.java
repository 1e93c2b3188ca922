package io.taskgate.simulation;

import io.taskgate.simulation.SimulationRun.Settings;

/// `Simulation <first seed> <runs> [<plays>]`: runs seeds one after the other and prints what they came to. Of a single
/// run that shows what it must not, it prints the story, and that of the smallest run that shows the same. The exit
/// code
/// is 1 where one did.
public final class Simulation {

    private static final int PLAYS = 30;
    private static final int PROGRESS = 500;

    private Simulation() {}

    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        int plays = arguments.length > 2 ? Integer.parseInt(arguments[2]) : PLAYS;
        SimulationReport report = new SimulationReport();
        for (long seed = first; seed < first + runs; seed++) {
            SimulationResult result = SimulationRun.run(Settings.of(seed, plays));
            report.add(result);
            if (runs == 1 && !result.violations().isEmpty()) {
                System.out.println(SimulationStory.of(result));
                System.out.println("The smallest run that shows it:\n"
                        + SimulationStory.of(SimulationShrinker.shrink(Settings.of(seed, plays))));
            }
            if ((seed - first + 1) % PROGRESS == 0) {
                System.out.printf("%,d runs, %,d callbacks%n", seed - first + 1, report.tasks());
            }
        }
        System.out.println(report.text());
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }
}
