package io.taskgate.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.request.SourceObject;
import io.taskgate.batch.request.TableSource;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackOwner;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.callback.MutableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [BatchLedger], which runs against the in-memory implementation of the other tests
/// and against DynamoDB.
public abstract class BatchLedgerContract {

    private static final Instant NOW = MutableClock.START;
    private static final CallbackId PARENT = new CallbackId("cb_" + "p".repeat(27));

    /// The same ledger in each call; IDs are new for each test.
    protected abstract BatchLedger ledger();

    private final BatchId id = fresh();

    private static BatchId fresh() {
        return new BatchId("bt_" + UUID.randomUUID().toString().replace("-", "").substring(0, 27));
    }

    private static BatchRequest request(boolean all) {
        return new BatchRequest(
                "nightly",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:worker",
                new ItemBatchLimits(40, 200_000),
                true,
                100,
                3,
                2.5,
                all ? Json.parseTrusted("{\"total.$\":\"$.output.count\"}".getBytes(StandardCharsets.UTF_8)) : null,
                all ? ItemFormat.JSONL : ItemFormat.JSON,
                new RunnerProfile(3, 1.5),
                all,
                all);
    }

    private static PayloadReference reference() {
        return new PayloadReference(
                "payloads",
                "main/key:a/sha256/00/" + "0".repeat(64),
                12,
                "0".repeat(64),
                "application/json",
                Json.parseTrusted("{}".getBytes(StandardCharsets.UTF_8)));
    }

    /// Returns a batch without any optional field.
    private Batch least(@Nullable Instant due) {
        return new Batch(
                id,
                new Batch.Submission("main", new CallbackOwner("key:a", null), request(false), null, null, id, 1, NOW),
                new Batch.BatchAttempt(0, null, 0, 20, null),
                null,
                Batch.State.RUNNING,
                BatchProgress.NONE,
                null,
                new Batch.Lease("", 1, due),
                NOW);
    }

    /// Returns a batch with all optional fields.
    private Batch most(long version, Batch.State state, @Nullable Instant due) {
        BatchId root = new BatchId("bt_" + "r".repeat(27));
        TableSource table =
                new TableSource("orders", "by-day", "#d = :d", Map.of("#d", "day"), Map.of(":d", "today"), "id", 1);
        return new Batch(
                id,
                new Batch.Submission(
                        "main",
                        new CallbackOwner("key:a", "arn:aws:states:eu-west-1:123456789012:stateMachine:m"),
                        request(true),
                        table,
                        7L,
                        root,
                        2,
                        NOW),
                new Batch.BatchAttempt(3, PARENT, 4, 7, new RunnerLinkSigner.Terms("l1", NOW.plusSeconds(60))),
                new SourceObject("bucket", "key", "etag", 99, ItemFormat.CSV, List.of("a", "b")),
                state,
                new BatchProgress(5, 50, 500, 4, 3, true, BatchErrors.FAILED, "too many"),
                new BatchOutcome(BatchErrors.FAILED, "too many", 5, 2, 1, 50, 20, reference(), reference()),
                new Batch.Lease("process", version, due),
                NOW.plusSeconds(5));
    }

    private RunnerRecord child(long index) {
        return new RunnerRecord(id, index, 0, index * 10, 10, index * 100, index * 100 + 100, null);
    }

    private RunnerName runner(long index, int attempt) {
        return new RunnerName(id, index, attempt);
    }

    private static RunnerRecord.RunnerOutcome succeeded(String digest) {
        return new RunnerRecord.RunnerOutcome.Succeeded(
                new Payload.Inline("[1]".getBytes(StandardCharsets.UTF_8)), digest);
    }

    private static RunnerRecord.RunnerOutcome failed() {
        return new RunnerRecord.RunnerOutcome.Failed("Spoilt", "by rain", "d");
    }

    private RunnerRecord current(long index) {
        return ledger().findRunners(id, List.of(index)).getFirst();
    }

    private boolean isDue(Instant at) {
        return IntStream.range(0, ledger().shards())
                .anyMatch(shard -> ledger().due(shard, at, 1_000).contains(id));
    }

    // ---- batches

    @Test
    void aBatchIsReadAsItWasWritten() {
        assertThat(ledger().find(id)).isEmpty();
        assertThat(ledger().create(least(NOW))).isTrue();

        assertThat(ledger().find(id)).contains(least(NOW));
    }

    @Test
    void aBatchThatStandsIsNotCreatedAgain() {
        ledger().create(least(NOW));

        assertThat(ledger().create(most(1, Batch.State.RUNNING, NOW))).isFalse();

        assertThat(ledger().find(id)).contains(least(NOW));
    }

    @Test
    void allOfABatchIsKept() {
        Batch running = most(1, Batch.State.RUNNING, NOW);
        ledger().create(running);
        assertThat(ledger().find(id)).contains(running);
        Batch over = most(2, Batch.State.FAILED, NOW);

        assertThat(ledger().save(over)).isTrue();

        assertThat(ledger().find(id)).contains(over);
    }

    /// A resume without a token must not keep the fields of the previous attempt.
    @Test
    void whatIsLeftOutIsGone() {
        ledger().create(most(1, Batch.State.FAILED, NOW));
        Batch resumed = most(1, Batch.State.FAILED, NOW)
                .resumed(new Batch.BatchAttempt(4, null, 0, 20, null), NOW)
                .withLease("", NOW);

        assertThat(ledger().save(resumed)).isTrue();

        assertThat(ledger().find(id)).contains(resumed);
    }

    @Test
    void aWriteIsForTheVersionBeforeIt() {
        Batch first = least(NOW);
        ledger().create(first);
        Batch second = first.withLease("one", NOW);

        assertThat(ledger().save(second)).isTrue();
        assertThat(ledger().save(second)).isFalse();
        assertThat(ledger().save(first.withLease("other", NOW))).isFalse();
        assertThat(ledger().save(second.withLease("one", NOW).withLease("one", NOW)))
                .isFalse();

        assertThat(ledger().find(id)).contains(second);
    }

    @Test
    void whatIsNotThereIsNotWritten() {
        assertThat(ledger().save(least(NOW).withLease("one", NOW))).isFalse();

        assertThat(ledger().find(id)).isEmpty();
    }

    @Test
    void aBatchIsDueFromItsTimeOnUntilItIsClosed() {
        ledger().create(least(NOW));
        assertThat(isDue(NOW.minusMillis(1))).isFalse();
        assertThat(isDue(NOW)).isTrue();

        Batch over = least(NOW).withState(Batch.State.SUCCEEDED, null, NOW).withLease("one", NOW.plusSeconds(8));
        ledger().save(over);
        assertThat(isDue(NOW.plusSeconds(7))).isFalse();
        assertThat(isDue(NOW.plusSeconds(8))).isTrue();

        ledger().save(over.withLease("one", null));
        assertThat(isDue(NOW.plusSeconds(1_000_000))).isFalse();
    }

    @Test
    void noMoreAreDueThanAreAskedFor() {
        ledger().create(least(NOW));

        assertThat(IntStream.range(0, ledger().shards()).mapToObj(shard -> ledger().due(shard, NOW, 1)))
                .allMatch(due -> due.size() <= 1);
    }

    // ---- the limit of a tree

    @Test
    void aTreeTakesRoomUpToItsMost() {
        ledger().create(least(NOW));
        assertThat(ledger().reservedRunners(id)).isZero();

        assertThat(ledger().reserve(id, 60, 100)).isTrue();
        assertThat(ledger().reserve(id, 41, 100)).isFalse();
        assertThat(ledger().reserve(id, 40, 100)).isTrue();
        assertThat(ledger().reserve(id, 1, 100)).isFalse();

        assertThat(ledger().reservedRunners(id)).isEqualTo(100);
    }

    @Test
    void aSaveLeavesTheRoomThatWasTaken() {
        ledger().create(least(NOW));
        ledger().reserve(id, 7, 100);

        ledger().save(least(NOW).withLease("one", NOW));

        assertThat(ledger().reservedRunners(id)).isEqualTo(7);
    }

    // ---- children

    @Test
    void aChildIsReadAsItWasWrittenAndNotCreatedAgain() {
        assertThat(ledger().create(child(3))).isTrue();

        assertThat(ledger().create(child(3).restarted(1))).isFalse();

        assertThat(current(3)).isEqualTo(child(3));
    }

    @Test
    void childrenComeInTheirOrderAndThoseThatAreNotThereAreLeftOut() {
        LongStream.of(2, 0, 11).forEach(index -> ledger().create(child(index)));

        assertThat(ledger().findRunners(id, List.of(11L, 2L, 5L, 0L))).containsExactly(child(0), child(2), child(11));
        assertThat(ledger().findRunners(id, List.of())).isEmpty();
        assertThat(ledger().findRunners(fresh(), List.of(0L))).isEmpty();
    }

    @Test
    void aHundredChildrenAreOneRead() {
        LongStream.range(0, 100).forEach(index -> ledger().create(child(index)));

        assertThat(ledger().findRunners(id, LongStream.range(0, 100).boxed().toList()))
                .hasSize(100)
                .isSortedAccordingTo((one, other) -> Long.compare(one.index(), other.index()));
    }

    @Test
    void aChildEndsOnce() {
        ledger().create(child(0));

        assertThat(ledger().endRunner(runner(0, 0), succeeded("d1"))).isTrue();
        assertThat(ledger().endRunner(runner(0, 0), succeeded("d2"))).isFalse();
        assertThat(ledger().endRunner(runner(0, 0), failed())).isFalse();

        assertThat(current(0).end()).isEqualTo(succeeded("d1"));
    }

    @Test
    void aParkedResultIsKeptAsItsReference() {
        ledger().create(child(0));

        ledger().endRunner(
                        runner(0, 0), new RunnerRecord.RunnerOutcome.Succeeded(new Payload.Parked(reference()), "d"));

        assertThat(current(0).end())
                .isEqualTo(new RunnerRecord.RunnerOutcome.Succeeded(new Payload.Parked(reference()), "d"));
    }

    @Test
    void anEndOfAnotherAttemptOrOfNobodyIsRefused() {
        ledger().create(child(0));

        assertThat(ledger().endRunner(runner(0, 1), failed())).isFalse();
        assertThat(ledger().endRunner(runner(1, 0), failed())).isFalse();

        assertThat(current(0).isRunning()).isTrue();
        assertThat(ledger().findRunners(id, List.of(1L))).isEmpty();
    }

    @Test
    void whatFailedRunsAgainOnceForEachAttempt() {
        ledger().create(child(0));
        ledger().endRunner(runner(0, 0), failed());
        RunnerRecord broken = current(0);
        assertThat(broken.end()).isEqualTo(failed());

        assertThat(ledger().restart(broken, 1)).isTrue();
        assertThat(ledger().restart(broken, 1)).isFalse();
        assertThat(current(0)).isEqualTo(child(0).restarted(1));
        assertThat(ledger().endRunner(runner(0, 0), succeeded("late"))).isFalse();

        assertThat(ledger().endRunner(runner(0, 1), succeeded("d"))).isTrue();
        assertThat(current(0).end()).isInstanceOf(RunnerRecord.RunnerOutcome.Succeeded.class);
    }

    @Test
    void whatRunsOrSucceededIsNotRunAgain() {
        ledger().create(child(0));
        ledger().create(child(1));
        ledger().endRunner(runner(1, 0), succeeded("d"));

        assertThat(ledger().restart(child(0), 1)).isFalse();
        assertThat(ledger().restart(current(1), 1)).isFalse();
        assertThat(ledger().restart(child(2), 1)).isFalse();
    }

    /// The cause of an earlier write must not stay if a later write has none.
    @Test
    void aFailureWithoutACauseHasNone() {
        ledger().create(child(0));
        ledger().endRunner(runner(0, 0), failed());
        ledger().restart(current(0), 1);

        ledger().endRunner(runner(0, 1), new RunnerRecord.RunnerOutcome.Failed("Spoilt", null, "d"));

        assertThat(current(0).end()).isEqualTo(new RunnerRecord.RunnerOutcome.Failed("Spoilt", null, "d"));
    }
}
