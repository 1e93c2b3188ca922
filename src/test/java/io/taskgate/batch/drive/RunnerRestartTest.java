package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.BatchStartResult;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.testing.batch.BatchFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that a resume reads the items of a failed runner again from an object that may have changed or be
/// unavailable.
@Timeout(60)
class RunnerRestartTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();
    private final PayloadReference source = world.verbs.store().checkIn(utf8("1\n2\n3\n"), "application/jsonl", none());

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static com.fasterxml.jackson.databind.JsonNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Returns a batch of two runners with two items and one item, of which the first has failed.
    private Batch failed() {
        BatchStartResult scattered = process.scatter.start(new BatchSubmission(
                "test",
                BatchFixture.request(2, 1, 0, false, false),
                new ItemSource.Stored(source.bucket(), source.key(), ItemFormat.JSONL),
                SourceStore.ANY_OWNER,
                BatchFixture.waiting("parent"),
                null,
                null));
        Batch batch = ((BatchStartResult.Accepted) scattered).batch();
        String name = world.started(1).getFirst();
        assertThat(world.input(name).path("items")).hasSize(2);
        process.fail(name, "Spoilt");
        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.FAILED);
        await().until(() -> process.drives.count() == 0);
        return batch;
    }

    private RunnerRecord.RunnerOutcome first(Batch batch) {
        return world.ledger.findRunners(batch.id(), List.of(0L)).getFirst().end();
    }

    /// Each item is processed once: a range with other items than before is not started.
    @Test
    void aRangeThatHoldsOtherItemsThanBeforeIsNotRunAgain() {
        Batch batch = failed();
        world.verbs.store().overwrite(source, utf8("112\n3\n"));

        process.scatter.resume(batch.id(), BatchFixture.waiting("next"));

        await().until(() -> first(batch) instanceof RunnerRecord.RunnerOutcome.Failed failed
                && failed.error().equals(BatchErrors.INVALID_SOURCE));
        assertThat(((RunnerRecord.RunnerOutcome.Failed) first(batch)).cause())
                .contains("Runner 0 has other items than before");
        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.FAILED);
        assertThat(world.runners.names()).noneMatch(name -> name.contains("-0-r1"));
    }

    @Test
    void aSourceThatIsAwayIsReadAgainLater() {
        Batch batch = failed();
        world.sourcesAway(true);

        process.scatter.resume(batch.id(), BatchFixture.waiting("next"));
        await("tries in vain").until(() -> {
            process.pauses.advance(Duration.ofSeconds(1));
            return world.refusedReads() > 1;
        });
        assertThat(first(batch)).isNull();
        assertThat(world.runners.names()).hasSize(1);

        world.sourcesAway(false);
        await("started").until(() -> {
            process.pauses.advance(Duration.ofSeconds(1));
            return world.runners.names().size() > 1;
        });
        assertThat(world.input(world.runners.names().get(1)).path("items")).hasSize(2);
    }
}
