package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Tests the real clock.
class TimersTest {

    @Test
    void alarmsRingOnceAndThoseCalledOffAreNotKept() {
        try (var timers = new Timers.SystemTimers()) {
            AtomicInteger rung = new AtomicInteger();
            for (int i = 0; i < 1_000; i++) {
                timers.after(Duration.ofHours(1), rung::incrementAndGet).cancel();
            }
            timers.after(Duration.ofMillis(1), rung::incrementAndGet);

            await().until(() -> rung.get() == 1);
            assertThat(timers.pending()).isZero();
        }
    }
}
