package io.taskgate.faults.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.faults.GuardExperiment;
import io.taskgate.faults.RunPlan;
import io.taskgate.faults.check.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Checks that the checker finds each of the eight guards missing, and no violation with the guard in place.
@Tag("alone")
class MutantsIT {

    /// A mutant without the guard never ends, so the test needs no long wait.
    private static final Duration HANGING = Duration.ofSeconds(25);

    private static final Duration ENDING = Duration.ofSeconds(90);

    private static Path logs(Mutant mutant, String of) {
        return Path.of("target", "faults", "mutants", mutant.name() + "-" + of);
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void theCheckerFindsTheGuardMissing(Mutant mutant) throws IOException, InterruptedException {
        try (GuardExperiment trial = new GuardExperiment(mutant, MutantBuild.make(mutant), logs(mutant, "mutant"))) {
            List<Violation> violations = trial.run(HANGING);
            System.out.println(mutant + ": "
                    + violations.stream().map(Violation::rule).distinct().toList());
            assertThat(violations).extracting(Violation::rule).containsAnyElementsOf(mutant.found());
        }
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void theSameTrialPassesWithTheGuard(Mutant mutant) throws IOException, InterruptedException {
        try (GuardExperiment trial = new GuardExperiment(mutant, RunPlan.ARTIFACT, logs(mutant, "gateway"))) {
            assertThat(trial.run(ENDING)).isEmpty();
        }
    }
}
