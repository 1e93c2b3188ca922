package io.taskgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The short form: every kind of fault once, on three gateways as they are packaged.
class FaultsIT {

    private static final int FAIL_POINTS = 8;

    @Test
    void nothingIsLostAndNothingIsSaidThatIsNotSo() throws IOException, InterruptedException {
        FaultRun.Result result = new FaultRun(Plan.of("short", 1)).run();

        assertThat(result.violations()).as(result.report().markdown()).isEmpty();
        assertThat(result.report().kills()).isGreaterThan(FAIL_POINTS);
    }
}
