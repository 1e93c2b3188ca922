package io.taskgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The short form: every kind of fault once, on three gateways as they are packaged.
@Tag("alone")
class FaultsIT {

    private static final int FAIL_POINTS = 8;

    @Test
    void nothingIsLostAndNothingIsSaidThatIsNotSo() throws IOException, InterruptedException {
        FaultRun.Result result = new FaultRun(Plan.of("short", 1)).run();

        System.out.println(result.report().markdown());
        assertThat(result.violations())
                .as(result.report().markdown())
                .filteredOn(violation -> violation.rule() != Rule.NEEDLESSLY_AMBIGUOUS)
                .isEmpty();
        // A reply that comes later than a call waits for it leaves no trace but this, and a busy machine makes some.
        assertThat(result.violations().size())
                .as(result.report().markdown())
                .isLessThanOrEqualTo(result.report().callbacks() / 100);
        assertThat(result.report().counts())
                .as("faults of each kind")
                .containsKeys(
                        "clock 90 s ahead",
                        "clock 90 s behind",
                        "disk full",
                        "kill at random",
                        "poison",
                        "refused by overload",
                        "rolling restart",
                        "throttle of Send*",
                        "throttle of dynamodb:*",
                        "reset-after of Send*",
                        "reset-before of Send*",
                        "latency of Send*");
        assertThat(result.report().kills()).isGreaterThan(FAIL_POINTS);
    }
}
