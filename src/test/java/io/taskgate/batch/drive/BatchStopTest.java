package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.testing.batch.BatchFixture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the shutdown of a process during a long step: another process can take over the batch immediately.
@Timeout(60)
class BatchStopTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();
    private final CountDownLatch inStep = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private void awaitStop() {
        inStep.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The drivers notice it when their step continues.
    private void stop() throws InterruptedException {
        inStep.await();
        process.drives.stop();
        goOn.countDown();
        process.sweep.stop(GRACE);
    }

    @Test
    void whileRunnersAreStopped() throws InterruptedException {
        world.runners.onStop(this::awaitStop);
        Batch batch = world.begun(process, BatchFixture.request(1, 10, 0, false, true), 10, "parent");
        process.fail(world.started(10).getFirst(), "Spoilt");

        stop();

        assertThat(world.runners.stopped()).hasSize(1);
        assertThat(world.current(batch.id()).lease().holder()).isEmpty();
        assertThat(world.current(batch.id()).state()).isEqualTo(Batch.State.FAILED);
        // Another process stops the other runners.
        BatchFixture.Process other = world.process();
        other.sweep.sweep();
        await().until(() -> world.current(batch.id()).isClosed());
        assertThat(Set.copyOf(world.runners.stopped())).hasSize(9);
    }

    @Test
    void whileItIsGathered() throws InterruptedException {
        Batch batch = world.begun(process, BatchFixture.request(1, 200, 0, false, false), 200, "parent");
        List<String> names = world.started(200);
        // The last runner ends the batch, so that the first page of results is read next.
        names.subList(0, 199).forEach(name -> process.succeed(name, "1"));
        await().until(() -> {
            process.pauses.advance(Duration.ofSeconds(1));
            return world.current(batch.id()).progress().batchingComplete();
        });
        world.ledger.onSave(next -> {
            if (next.progress().completedBefore() == 200 && goOn.getCount() > 0) {
                awaitStop();
            }
        });
        process.succeed(names.getLast(), "1");

        stop();

        assertThat(world.current(batch.id()).lease().holder()).isEmpty();
        assertThat(world.current(batch.id()).state()).isEqualTo(Batch.State.RUNNING);
        assertThat(world.verbs.stepFunctions().calls("success")).isEmpty();
    }

    @Test
    void nothingIsTakenUpAfterIt() throws InterruptedException {
        process.sweep.stop(GRACE);

        Batch batch = world.begun(process, BatchFixture.request(1, 1, 0, false, false), 1, "parent");

        process.sweep.sweep();
        assertThat(process.drives.count()).isZero();
        assertThat(world.current(batch.id()).lease().holder()).isEmpty();
    }
}
