package io.taskgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Runs the short form of the API fuzzer: the packaged gateway with the shipped heap answers every request,
/// and each operation succeeds.
@Tag("alone")
class FuzzIT {

    private static final int REQUESTS = 3_000;

    @Test
    void theGatewayAnswersWhateverItIsSent() throws IOException, InterruptedException {
        try (FuzzRun run = new FuzzRun(FuzzPlan.of(REQUESTS, 1))) {
            FuzzRun.Result result = run.run();

            assertThat(result.findings()).as(result.text()).isEmpty();
        }
    }
}
