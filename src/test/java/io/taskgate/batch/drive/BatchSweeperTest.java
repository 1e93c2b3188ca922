package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.testing.batch.BatchFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests which batches a process takes over, and the handling of a driver that fails.
@Timeout(60)
class BatchSweeperTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    private Batch begun(BatchFixture.Process by, String token) {
        return world.begun(by, BatchFixture.request(1, 1, 0, false, false), 1, token);
    }

    /// A failure in one batch must not stop the sweep or any other batch.
    @Test
    void aBatchWhoseDriverBreaksIsTakenUpAgain() {
        world.ledger.onChildren(() -> {
            throw new IllegalStateException("a bug");
        });
        Batch batch = begun(process, "parent");
        String name = world.started(1).getFirst();
        process.succeed(name, "1");
        await("the driver broke").until(() -> {
            process.pauses.advance(Duration.ofSeconds(5));
            return process.drives.count() == 0;
        });
        assertThat(world.current(batch.id()).state().isOver()).isFalse();

        await("taken up after its lease").until(() -> {
            world.verbs.clock().advance(BatchSweeper.LEASE);
            process.sweep.sweep();
            process.pauses.advance(BatchSweeper.LEASE);
            process.sweep.sweep();
            return world.current(batch.id()).state().isOver();
        });

        assertThat(world.current(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.runners.starts()).containsExactly(name);
        assertThat(world.verbs.stepFunctions().calls("success")).hasSize(1);
    }

    /// Batches above the limit of a process are left for another process or for later.
    @Test
    void noMoreThanTheMostOfOneDepthAreDriven() {
        BatchFixture.Process full = world.process();
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i <= BatchSweeper.MAX_DRIVEN; i++) {
            batches.add(begun(full, "parent-" + i));
        }
        Batch left = batches.getLast();

        full.sweep.sweep();

        assertThat(full.drives.count()).isEqualTo(BatchSweeper.MAX_DRIVEN);
        assertThat(world.current(left.id()).lease().holder()).isEmpty();
        List<String> names = world.started(BatchSweeper.MAX_DRIVEN);
        assertThat(names).hasSize(BatchSweeper.MAX_DRIVEN);

        process.sweep.sweep();

        assertThat(process.drives.isDriven(left.id())).isTrue();
        assertThat(process.drives.count()).isEqualTo(1);
    }

    /// The shutdown waits for the drivers only for the given time.
    @Test
    void aDriverThatDoesNotEndIsNotWaitedForBeyondTheGrace() throws InterruptedException {
        CountDownLatch inStart = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.runners.onStart(() -> {
            inStart.countDown();
            awaitQuietly(goOn);
        });
        Batch batch = begun(process, "parent");
        inStart.await();

        process.sweep.stop(Duration.ofMillis(1));

        assertThat(process.drives.isDriven(batch.id())).isTrue();
        assertThat(world.current(batch.id()).lease().holder()).isNotEmpty();
        goOn.countDown();
        await().until(() -> process.drives.count() == 0);
        assertThat(world.current(batch.id()).lease().holder()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
