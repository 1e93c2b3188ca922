package io.taskgate.simulation;

import io.taskgate.simulation.SimulationRun.Settings;

/// `Simulation <first seed> <runs> [<scenarios>]`: runs the seeds in sequence and prints a report. If a
/// single run has a violation, prints its trace and the trace of the smallest run with the same violation.
/// The exit code is 1 if any run has a violation.
public final class Simulation {

    private static final int SCENARIOS = 30;
    private static final int PROGRESS = 500;

    private Simulation() {}

    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        int scenarios = arguments.length > 2 ? Integer.parseInt(arguments[2]) : SCENARIOS;
        SimulationReport report = new SimulationReport();
        for (long seed = first; seed < first + runs; seed++) {
            SimulationResult result = SimulationRun.run(Settings.of(seed, scenarios));
            report.add(result);
            if (runs == 1 && !result.violations().isEmpty()) {
                System.out.println(SimulationTrace.of(result));
                System.out.println("The smallest run with this violation:\n"
                        + SimulationTrace.of(SimulationShrinker.shrink(Settings.of(seed, scenarios))));
            }
            if ((seed - first + 1) % PROGRESS == 0) {
                System.out.printf("%,d runs, %,d callbacks%n", seed - first + 1, report.tasks());
            }
        }
        System.out.println(report.text());
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }
}
