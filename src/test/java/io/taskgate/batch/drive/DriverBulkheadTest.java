package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.testing.callback.FakeSleeper;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DriverBulkheadTest {

    private final DriverBulkhead slots = new DriverBulkhead(1, new FakeSleeper());

    private CompletableFuture<Void> entering(Runnable goOn) {
        return CompletableFuture.runAsync(() -> {
            try {
                slots.acquire(goOn);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void whoFindsNoneWaitsUntilOneIsLeft() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        slots.acquire(() -> {});
        CompletableFuture<Void> second = entering(asked::incrementAndGet);
        await().until(() -> asked.get() > 2);
        assertThat(second).isNotDone();

        slots.release();

        await().until(second::isDone);
        assertThat(second).isCompleted();
    }

    @Test
    void whoIsToldToStopWaitsNoLongerAndTakesNothing() throws InterruptedException {
        AtomicBoolean stopped = new AtomicBoolean();
        slots.acquire(() -> {});
        CompletableFuture<Void> second = entering(() -> {
            if (stopped.get()) {
                throw new IllegalStateException("stopped");
            }
        });

        stopped.set(true);

        await().until(second::isDone);
        assertThat(second).isCompletedExceptionally();
        slots.release();
        slots.acquire(() -> {});
    }
}
