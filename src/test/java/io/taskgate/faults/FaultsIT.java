package io.taskgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.faults.check.Invariant;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.TestSize;
import java.io.IOException;
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
        assertThat(result.report().counts())
                .as("faults of each kind")
                .containsKeys(
                        "clock 90 s ahead",
                        "clock 90 s behind",
                        "kill at random",
                        "poison",
                        "rejected by overload",
                        "rolling restart",
                        "throttle of Send*",
                        "throttle of dynamodb:*",
                        "reset-after of Send*",
                        "reset-before of Send*",
                        "latency of Send*");
        assertThat(result.report().counts())
                .as("a gateway halted at each fail point")
                .containsKeys(Stream.of(FailPoint.Step.values())
                        .map(step -> "kill at " + step)
                        .toArray(String[]::new));
        assertThat(result.report().kills()).isGreaterThan(FailPoint.Step.values().length);
    }
}
