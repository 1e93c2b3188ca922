package io.taskgate.simulation;

import io.taskgate.simulation.check.SimulationViolation;
import java.util.stream.Collectors;

/// The lines of a run's log that explain a violation: the lines of its key, and the faults of the gateways.
final class SimulationTrace {

    private SimulationTrace() {}

    static String of(SimulationResult result) {
        SimulationViolation violation = result.violations().getFirst();
        String key = violation.subject().split("#", 2)[0];
        String callback = result.log().of(" " + key + " ").stream()
                .filter(line -> line.contains(" cb_"))
                .map(line -> line.replaceAll(".* (cb_[A-Za-z0-9_-]{27}).*", "$1"))
                .findFirst()
                .orElse(key);
        return "seed " + result.seed() + ": " + violation.rule() + " of " + violation.subject() + ": "
                + violation.what()
                + "\n\n"
                + result.log().lines().stream()
                        .filter(line -> isRelevant(line, key, callback))
                        .collect(Collectors.joining("\n"));
    }

    private static boolean isRelevant(String line, String key, String callback) {
        return line.matches(".*\\b" + key + "\\b(?!-).*")
                || line.contains(callback)
                || line.contains("is killed")
                || line.contains("replaces")
                || line.contains("is paused")
                || line.contains("is suspended")
                || line.contains("resumes")
                || line.contains("clock jumps")
                || line.contains("starts with a clock")
                || line.contains("faults end");
    }
}
