package io.taskgate.simulation;

import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.world.SimulatedFault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The summary of many runs as a Markdown page.
final class SimulationReport {

    private static final int MAX_SHOWN = 20;

    private final Map<SimulationScenario, Integer> scenarios = new EnumMap<>(SimulationScenario.class);
    private final Map<SimulatedFault, Integer> faults = new EnumMap<>(SimulatedFault.class);
    private final Map<FailPoint.Step, Integer> killedAfter = new EnumMap<>(FailPoint.Step.class);
    private final Map<String, Integer> endings = new java.util.TreeMap<>();
    private final List<Double> switchesPerTask = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final long from = System.nanoTime();
    private long firstSeed = -1;
    private int runs;
    private long tasks;
    private long switches;
    private long kills;
    private long cleanEnds;

    void add(SimulationResult result) {
        if (runs++ == 0) {
            firstSeed = result.seed();
        }
        tasks += result.tasks();
        switches += result.switches();
        kills += result.kills();
        cleanEnds += result.cleanEnds();
        switchesPerTask.add((double) result.switches() / result.tasks());
        result.scenarios().forEach((scenario, count) -> scenarios.merge(scenario, count, Integer::sum));
        result.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        result.killedAfter().forEach((step, count) -> killedAfter.merge(step, count, Integer::sum));
        result.endings().forEach((ending, count) -> endings.merge(ending, count, Integer::sum));
        result.violations()
                .forEach(violation -> violations.add("seed " + result.seed() + ": " + violation.rule() + " of "
                        + violation.subject() + ": " + violation.what()));
    }

    List<String> violations() {
        return violations;
    }

    Map<SimulationScenario, Integer> scenarios() {
        return scenarios;
    }

    Map<SimulatedFault, Integer> faults() {
        return faults;
    }

    long cleanEnds() {
        return cleanEnds;
    }

    long tasks() {
        return tasks;
    }

    Map<FailPoint.Step, Integer> killedAfter() {
        return killedAfter;
    }

    /// Returns the median over the runs.
    double medianSwitchesPerTask() {
        List<Double> sorted = switchesPerTask.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    String text() {
        double seconds = (System.nanoTime() - from) / 1e9;
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%,d runs (seeds %d to %d), %,d callbacks, %,d faults, %,d kills, %,d undisturbed shutdowns, %,d thread switches (median of the runs %.0f"
                        + " per callback), %.0f s, %.0f callbacks per second%n%n",
                runs,
                firstSeed,
                firstSeed + runs - 1,
                tasks,
                faults.values().stream().mapToLong(Integer::longValue).sum(),
                kills,
                cleanEnds,
                switches,
                medianSwitchesPerTask(),
                seconds,
                tasks / seconds));
        table(text, "scenario", scenarios);
        table(text, "fault", faults);
        table(text, "killed after", killedAfter);
        table(text, "end of the task", endings);
        text.append(violations.size()).append(" violations\n");
        violations.stream()
                .limit(MAX_SHOWN)
                .forEach(violation -> text.append("- ").append(violation).append('\n'));
        return text.toString();
    }

    private static void table(StringBuilder text, String name, Map<?, Integer> counts) {
        text.append("| ").append(name).append(" | times |\n|---|---:|\n");
        counts.forEach((key, count) -> text.append(String.format(Locale.ROOT, "| %s | %,d |%n", key, count)));
        text.append('\n');
    }
}
