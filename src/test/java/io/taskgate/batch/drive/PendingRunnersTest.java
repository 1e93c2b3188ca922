package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchProgress;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.testing.batch.BatchFixture;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests the failure threshold against values computed by hand.
class PendingRunnersTest {

    private static final BatchId ID = new BatchId("bt_" + "0".repeat(27));

    private static Batch batch(double tolerated, BatchProgress progress, @Nullable Long items, long bytes) {
        return new Batch(
                ID,
                new Batch.Submission(
                        "test",
                        new CallbackOwner("key:test", null),
                        BatchFixture.request(10, 10, tolerated, false, false),
                        null,
                        items,
                        ID,
                        1,
                        Instant.EPOCH),
                new Batch.BatchAttempt(0, null, 0, 20, null),
                new SourceObject("b", "k", "e", bytes, ItemFormat.JSONL, List.of()),
                Batch.State.RUNNING,
                progress,
                null,
                new Batch.Lease("", 1, null),
                Instant.EPOCH);
    }

    private static RunnerRecord child(long index, int count) {
        return new RunnerRecord(ID, index, 0, 10 * index, count, 0, 0, null);
    }

    private static BatchProgress cut(long items, long position, boolean whole) {
        return new BatchProgress(items / 10, items, position, 0, 0, whole, null, null);
    }

    @Test
    void ofAllThatIsCutTheShareCounts() {
        PendingRunners outstanding = new PendingRunners();
        outstanding.failed(child(0, 10));

        assertThat(outstanding.isBeyondTolerance(batch(5, cut(200, 0, true), null, 0)))
                .isFalse();
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(199, 0, true), null, 0)))
                .isTrue();
        assertThat(outstanding.isBeyondTolerance(batch(100, cut(10, 0, true), null, 0)))
                .isFalse();
    }

    @Test
    void whatIsNotCutYetCountsAsWellAsItCan() {
        PendingRunners outstanding = new PendingRunners();
        outstanding.failed(child(0, 10));

        // 20 of 200 counted items are cut
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(20, 0, false), 200L, 0)))
                .isFalse();
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(20, 0, false), 199L, 0)))
                .isTrue();
        // 20 are cut, and the remaining 360 B have at most 180 more, and one
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(20, 640, false), null, 1_000)))
                .isFalse();
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(20, 642, false), null, 1_000)))
                .isFalse();
        assertThat(outstanding.isBeyondTolerance(batch(5, cut(20, 644, false), null, 1_000)))
                .isTrue();
        assertThat(outstanding.isBeyondTolerance(batch(0, cut(20, 0, false), null, 1_000_000)))
                .isTrue();
    }

    @Test
    void nothingFailedIsNeverTooMuch() {
        assertThat(new PendingRunners().isBeyondTolerance(batch(0, cut(0, 0, true), 0L, 0)))
                .isFalse();
    }

    @Test
    void whatFailedIsCountedOnceHoweverFarAllHaveEnded() {
        PendingRunners outstanding = new PendingRunners();
        outstanding.failed(child(0, 10));
        outstanding.started(child(1, 10));
        outstanding.failed(child(2, 10));

        BatchProgress one = outstanding.addTo(cut(30, 0, true));
        assertThat(one.completedBefore()).isEqualTo(1);
        assertThat(one.failedItemsBefore()).isEqualTo(10);
        BatchProgress two = outstanding.addTo(one);
        assertThat(two).isEqualTo(one);
        outstanding.ended(1);
        BatchProgress three = outstanding.addTo(two);
        assertThat(three.completedBefore()).isEqualTo(3);
        assertThat(three.failedItemsBefore()).isEqualTo(20);
        assertThat(outstanding.isBeyondTolerance(batch(66, three, null, 0))).isTrue();
        assertThat(outstanding.isBeyondTolerance(batch(67, three, null, 0))).isFalse();
    }
}
