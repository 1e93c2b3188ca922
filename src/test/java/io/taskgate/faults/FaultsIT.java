package io.taskgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.scenario.WireFaults;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.TestSize;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs the short form: every kind of fault once, on three packaged gateways.
@Tag("alone")
class FaultsIT {

    private static final int CALLBACKS = TestSize.of(400, 200);

    @Test
    void nothingIsLostAndNothingIsSaidThatIsNotSo() throws IOException, InterruptedException {
        FaultRun.Result result = new FaultRun(RunPlan.of("short", 1).of(CALLBACKS)).run();

        System.out.println(result.report().markdown());
        assertThat(result.violations())
                .as(result.report().markdown())
                .filteredOn(violation -> violation.rule() != Invariant.NEEDLESSLY_AMBIGUOUS)
                .isEmpty();
        // Late replies are visible only in the gateways' logs, and a busy machine causes some.
        assertThat(result.violations().size())
                .as(result.report().markdown())
                .isLessThanOrEqualTo(result.report().callbacks() / 100);
        assertThat(faults())
                .allSatisfy(fault -> assertThat(result.report().counts().getOrDefault(fault, 0))
                        .as("%s in %s", fault, result.report().markdown())
                        .isPositive());
        assertThat(result.report().kills()).isGreaterThan(FailPoint.Step.values().length);
    }

    /// All faults but the full disk, which is not counted where the gateway is too busy to be told.
    private static List<String> faults() {
        Stream<String> processes = Stream.of(
                "clock 90 s ahead",
                "clock 90 s behind",
                "kill at random",
                "poison",
                "rejected by overload",
                "rolling restart",
                "stopped for 11 s");
        Stream<String> steps = Stream.of(FailPoint.Step.values()).map(step -> "kill at " + step);
        Stream<String> wire = WireFaults.ALL.stream()
                .map(card -> card.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + " of " + card.operation());
        return Stream.of(processes, steps, wire).flatMap(each -> each).toList();
    }
}
