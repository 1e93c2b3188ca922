package io.taskgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.SimulationRun.Settings;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.testing.TestSize;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs the short form of the simulation (docs/simulation.md) in a separate JVM.
@Tag("alone")
class SimulationTest {

    private static final int RUNS = TestSize.of(150, 100);
    private static final int QUIET_RUNS = 10;
    private static final int SCENARIOS = 30;

    @Test
    void oneSeedIsOneRunBitForBit() {
        SimulationResult first = SimulationRun.run(Settings.of(3, SCENARIOS));
        SimulationResult second = SimulationRun.run(Settings.of(3, SCENARIOS));
        SimulationResult other = SimulationRun.run(Settings.of(4, SCENARIOS));

        assertThat(second.log().lines()).isEqualTo(first.log().lines());
        assertThat(second.hash()).isEqualTo(first.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void noRunShowsWhatItMustNotAndEveryPlayAndFaultOccurs() {
        SimulationReport report = new SimulationReport();
        for (int seed = 1; seed <= RUNS; seed++) {
            report.add(SimulationRun.run(Settings.of(seed, SCENARIOS)));
        }

        assertThat(report.violations()).as(report.text()).isEmpty();
        assertThat(report.scenarios().keySet()).containsExactlyInAnyOrder(SimulationScenario.values());
        assertThat(report.faults().keySet()).containsExactlyInAnyOrder(SimulatedFault.values());
        assertThat(report.killedAfter().keySet()).containsExactlyInAnyOrder(FailPoint.Step.values());
        assertThat(report.cleanEnds()).isPositive();
        assertThat(report.medianSwitchesPerTask()).isGreaterThanOrEqualTo(20);
    }

    /// The first finding of the review: after one redrive, each later execution on the key was superseded.
    @Test
    void theFirstFindingIsFound() throws Exception {
        String found = SimulationMutants.trial(
                "REDRIVES_ACROSS_EXECUTIONS", List.of(GuardMutant.REDRIVES_ACROSS_EXECUTIONS.cut()), RUNS);

        assertThat(found).startsWith("run ").contains("of redriven-");
    }

    /// Finding 3: with hanging services and many unsent requests, but no other faults, the checker limits the
    /// delay of every answer and every time-out to ten seconds.
    @Test
    void aServiceThatHangsDelaysNobodyElse() {
        SimulationReport report = new SimulationReport();
        for (int seed = 1; seed <= QUIET_RUNS; seed++) {
            report.add(SimulationRun.run(Settings.healthy(seed, SCENARIOS)));
        }

        assertThat(report.violations()).as(report.text()).isEmpty();
        assertThat(report.faults()).isEmpty();
        assertThat(report.scenarios()).containsKey(SimulationScenario.HANGING);
    }
}
