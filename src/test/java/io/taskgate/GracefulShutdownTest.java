package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.testing.callback.FakeSleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests the shutdown of a process whose components use all the time that they get.
class GracefulShutdownTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final FakeSleeper pauses = new FakeSleeper();
    private final List<String> ended = new ArrayList<>();
    private final List<Duration> given = new ArrayList<>();

    private GracefulShutdown.Part slow(String name) {
        return within -> {
            ended.add(name);
            given.add(within);
            pauses.advance(within);
        };
    }

    @Test
    void noPartTakesTheTimeOfTheOthers() throws InterruptedException {
        new GracefulShutdown.ShutdownSequence(
                        slow("sweep"), slow("beats"), slow("batches"), slow("events"), slow("reports"))
                .stopAll(pauses, GRACE);

        assertThat(given).allMatch(within -> within.compareTo(Duration.ofSeconds(1)) >= 0);
        assertThat(pauses.nanoTime()).isEqualTo(GRACE.toNanos());
    }

    @Test
    void absorbedHeartbeatsAreToldFirstAndOnceMoreWhenNoEventIsInWork() throws InterruptedException {
        new GracefulShutdown.ShutdownSequence(
                        slow("sweep"), slow("beats"), slow("batches"), slow("events"), slow("reports"))
                .stopAll(pauses, GRACE);

        assertThat(ended).containsExactly("sweep", "beats", "batches", "events", "beats", "reports");
    }
}
