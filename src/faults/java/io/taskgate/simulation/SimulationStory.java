package io.taskgate.simulation;

import io.taskgate.simulation.check.SimulationViolation;
import java.util.stream.Collectors;

/// The lines of a run's log that tell how a violation came about: those of its key, and what befell the
/// gateways.
final class SimulationStory {

    private SimulationStory() {}

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
                        .filter(line -> tells(line, key, callback))
                        .collect(Collectors.joining("\n"));
    }

    private static boolean tells(String line, String key, String callback) {
        return line.matches(".*\\b" + key + "\\b(?!-).*")
                || line.contains(callback)
                || line.contains("is killed")
                || line.contains("takes the place of")
                || line.contains("stands still")
                || line.contains("is suspended")
                || line.contains("goes on")
                || line.contains("clock jumps")
                || line.contains("begins with a clock")
                || line.contains("is healed");
    }
}
