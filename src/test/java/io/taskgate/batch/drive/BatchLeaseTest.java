package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.testing.batch.BatchFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that the lease of a batch lasts as long as its process is alive, independent of the driver's current
/// step.
@Timeout(60)
class BatchLeaseTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();
    private final BatchFixture.Process other = world.process();

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int heartbeats() {
        return world.verbs.stepFunctions().calls("heartbeat").size();
    }

    /// Creates another process that watches the lease.
    private void aSecondOfBoth(Batch batch) {
        long before = world.current(batch.id()).lease().version();
        world.verbs.clock().advance(SECOND);
        process.pauses.advance(SECOND);
        await("a renewed lease")
                .atMost(Duration.ofSeconds(20))
                .until(() -> world.current(batch.id()).lease().version() > before);
        other.pauses.advance(SECOND);
        other.sweep.sweep();
        assertThat(other.drives.count()).isZero();
    }

    @Test
    void aLongCheckInLosesNeitherTheLeaseNorTheParent() throws InterruptedException {
        CountDownLatch inCheckIn = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Batch batch = world.begun(
                process,
                BatchFixture.request(1, 2, 0, false, false),
                2,
                BatchFixture.waiting("parent", null, Duration.ofSeconds(9)));
        List<String> names = world.started(2);
        world.verbs.store().onCheckIn(() -> {
            inCheckIn.countDown();
            awaitQuietly(goOn);
        });
        names.forEach(name -> process.succeed(name, "1"));
        inCheckIn.await();
        int before = heartbeats();

        for (int second = 0; second < 20; second++) {
            aSecondOfBoth(batch);
        }
        await("heartbeats of the parent").until(() -> heartbeats() >= before + 5);
        goOn.countDown();

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        await().until(() -> process.drives.count() == 0);
        assertThat(world.ledger.refused()).isZero();
        assertThat(world.verbs.stepFunctions().calls("success")).hasSize(1);
    }

    /// The next write finds its own version in the record, but with other content.
    @Test
    void aRenewalWhoseReplyIsLostLosesNoLease() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, false), 2, "parent");
        List<String> names = world.started(2).stream().sorted().toList();
        AtomicBoolean lost = new AtomicBoolean();
        world.ledger.onSaved(next -> {
            if (next.progress().batches() == 2 && !lost.getAndSet(true)) {
                process.succeed(names.getFirst(), "1");
                process.pauses.advance(SECOND);
                throw new LedgerUnavailableException("The reply was lost.");
            }
        });
        await("the lost reply").until(() -> {
            process.pauses.advance(SECOND);
            return lost.get();
        });
        await("a later write").until(() -> {
            process.pauses.advance(SECOND);
            return world.current(batch.id()).progress().completedBefore() == 1;
        });
        process.succeed(names.getLast(), "1");

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
    }

    /// Found by the simulation: the batch succeeded without any of its items.
    @Test
    void aRenewalWhileTheLastRunnersAreStartedDoesNotSayThatAllIsCut() {
        CountDownLatch renewed = new CountDownLatch(1);
        world.runners.onStart(() -> {
            world.ledger.onSaved(_ -> renewed.countDown());
            process.pauses.advance(SECOND);
            awaitQuietly(renewed);
            throw new LedgerUnavailableException("throttled");
        });
        Batch batch = world.begun(process, BatchFixture.request(1, 4, 0, false, false), 2, "parent");
        await("the end of the first process's part")
                .until(() -> renewed.getCount() == 0 && process.drives.count() == 0);
        world.runners.onStart(() -> {});

        world.verbs.clock().advance(BatchSweeper.LEASE);
        other.sweep.sweep();
        other.pauses.advance(BatchSweeper.LEASE);
        other.sweep.sweep();
        world.started(2).forEach(name -> other.succeed(name, "1"));

        Batch over = world.over(batch.id());
        assertThat(over.state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(over.outcome())
                .isNotNull()
                .satisfies(ending -> assertThat(ending.items()).isEqualTo(2));
    }

    /// The SDK repeats a request whose reply was lost, and DynamoDB rejects it because the version exists
    /// already.
    @Test
    void aWriteThatIsRefusedBecauseItStandsAlreadyIsKnownAgain() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, false), 2, "parent");
        List<String> names = world.started(2);
        AtomicBoolean repeated = new AtomicBoolean();
        world.ledger.onSave(next -> {
            if (next.progress().batches() == 2 && !repeated.getAndSet(true)) {
                assertThat(world.ledger.save(next)).isTrue();
            }
        });
        await("the repeated write").until(() -> {
            process.pauses.advance(SECOND);
            return repeated.get();
        });
        await("its driver goes on").until(() -> world.ledger.refused() == 1);

        assertThat(process.drives.isDriven(batch.id())).isTrue();
        names.forEach(name -> process.succeed(name, "1"));
        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.ledger.refused()).isEqualTo(1);
    }

    @Test
    void aTakeOverStartsNothingThatRuns() {
        Batch batch = world.begun(process, BatchFixture.request(1, 3, 0, false, false), 3, "parent");
        List<String> names = world.started(3);
        process.pauses.advance(SECOND);
        await("a save").until(() -> world.current(batch.id()).progress().batches() == 3);

        // The first process is paused: its own clock does not advance.
        world.verbs.clock().advance(BatchSweeper.LEASE);
        other.sweep.sweep();
        other.pauses.advance(BatchSweeper.LEASE);
        other.sweep.sweep();
        assertThat(other.drives.count()).isEqualTo(1);
        names.forEach(name -> other.succeed(name, "1"));

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.runners.starts()).containsExactlyInAnyOrderElementsOf(names);
    }
}
