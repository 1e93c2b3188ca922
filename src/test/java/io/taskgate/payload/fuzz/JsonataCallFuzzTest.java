package io.taskgate.payload.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Runs [JsonataCallFuzz] for a few seconds without the fuzzer.
class JsonataCallFuzzTest {

    private static final Duration TIME = Duration.ofSeconds(8);
    private static final int BYTES = 40;

    @Test
    void nothingRunsAway() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long end = System.nanoTime() + TIME.toNanos();
        while (System.nanoTime() < end) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            assertThatCode(() -> JsonataCallFuzz.fuzzerTestOneInput(bytes))
                    .as(() -> HexFormat.of().formatHex(bytes))
                    .doesNotThrowAnyException();
        }
    }
}
