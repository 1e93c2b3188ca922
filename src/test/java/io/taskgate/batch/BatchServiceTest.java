package io.taskgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.payload.claimcheck.PayloadReference;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests the acceptance of batches, and the limits that reject them.
class BatchServiceTest {

    private final BatchFixture world = new BatchFixture();

    private static BatchPolicy policy(long maxRunners, double maxCostUsd) {
        return new BatchPolicy(5, maxRunners, maxCostUsd, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());
    }

    private static ItemSource numbers(int count) {
        return new ItemSource.Inline(("[1" + ",1".repeat(count - 1) + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static BatchSubmission wanted(ItemSource source, String token) {
        return new BatchSubmission(
                "test",
                BatchFixture.request(2, 10, 0, false, false),
                source,
                SourceStore.ANY_OWNER,
                BatchFixture.waiting(token),
                null,
                null);
    }

    @Test
    void theRowsOfACsvObjectAreEachRunOnceWithTheirHeader() {
        BatchFixture.Process process = world.process();
        PayloadReference csv = world.verbs
                .store()
                .checkIn(
                        "id,note\n1,\"a, b\"\n2,ü\n3\n".getBytes(StandardCharsets.UTF_8),
                        "text/csv",
                        JsonNodeFactory.instance.objectNode());

        BatchStartResult scattered =
                process.scatter.start(wanted(new ItemSource.Stored(csv.bucket(), csv.key(), ItemFormat.CSV), "parent"));

        assertThat(scattered).isInstanceOf(BatchStartResult.Accepted.class);
        List<String> rows = new ArrayList<>();
        world.started(2).stream()
                .sorted()
                .forEach(name -> world.input(name).path("items").forEach(row -> rows.add(row.toString())));
        assertThat(rows)
                .containsExactly(
                        "{\"id\":\"1\",\"note\":\"a, b\"}",
                        "{\"id\":\"2\",\"note\":\"ü\"}",
                        "{\"id\":\"3\",\"note\":\"\"}");
        world.runners.names().forEach(name -> process.succeed(name, "1"));
        Batch over = world.over(((BatchStartResult.Accepted) scattered).batch().id());
        assertThat(over.outcome().items()).isEqualTo(3);
    }

    @Test
    void tooManyRunnersAreHeldByName() {
        BatchFixture.Process process = world.process(policy(4, 100));

        BatchStartResult scattered = process.scatter.start(wanted(numbers(9), "parent"));

        assertThat(scattered).isInstanceOf(BatchStartResult.Rejected.class);
        assertThat(((BatchStartResult.Rejected) scattered).error()).isEqualTo("Taskgate.BatchTooLarge");
        assertThat(((BatchStartResult.Rejected) scattered).cause())
                .contains("5 runners")
                .contains("taskgate.batch.max-runners");
        assertThat(world.lastOutcome("failure")).isEqualTo("Taskgate.BatchTooLarge");
        assertThat(world.runners.names()).isEmpty();
        assertThat(process.count("taskgate.batches", "rejected")).isEqualTo(1);
    }

    @Test
    void tooDearIsHeldByName() {
        // 5 starts and 9 states of items are 14 transitions
        double cost = 14 * 0.000025;
        assertThat(world.process(policy(100, cost)).scatter.start(wanted(numbers(9), "affordable")))
                .isInstanceOf(BatchStartResult.Accepted.class);

        BatchStartResult scattered =
                world.process(policy(100, cost - 0.00001)).scatter.start(wanted(numbers(9), "parent"));

        assertThat(scattered).isInstanceOf(BatchStartResult.Rejected.class);
        assertThat(((BatchStartResult.Rejected) scattered).error()).isEqualTo("Taskgate.BatchTooExpensive");
        assertThat(world.lastOutcome("failure")).isEqualTo("Taskgate.BatchTooExpensive");
    }

    @Test
    void aPlanKeepsNothingAndStartsNothing() {
        BatchFixture.Process process = world.process();

        BatchStartResult scattered = process.scatter.start(new BatchSubmission(
                "test",
                BatchFixture.request(2, 10, 0, false, false),
                numbers(9),
                SourceStore.ANY_OWNER,
                null,
                null,
                null));

        assertThat(scattered).isInstanceOf(BatchStartResult.Planned.class);
        assertThat(((BatchStartResult.Planned) scattered).plan().batches()).isEqualTo(5);
        assertThat(world.runners.names()).isEmpty();
        assertThat(world.ledger.due(0, java.time.Instant.MAX, 10)).isEmpty();
        assertThat(world.verbs.store().size()).isZero();
    }

    @Test
    void aBatchOfARunnerIsOneDeeperThanItsOwn() {
        BatchFixture.Process process = world.process();
        Batch batch = world.begun(process, BatchFixture.request(2, 10, 0, false, false), 2, "parent");
        String runner = world.started(1).getFirst();

        BatchStartResult scattered = process.scatter.start(nested("test", runner));

        assertThat(scattered).isInstanceOf(BatchStartResult.Rejected.class);
        assertThat(((BatchStartResult.Rejected) scattered).error()).isEqualTo("Taskgate.BatchTooDeep");
        assertThat(((BatchStartResult.Rejected) scattered).cause()).contains("nesting depth of this batch is 2");
        assertThat(process.scatter.find(batch.id()).map(Batch::depth)).isEqualTo(Optional.of(1));
    }

    /// Another tenant gets the same response as for an unknown batch, so that it does not learn that the
    /// batch exists.
    @Test
    void aBatchIsNotNestedInAnotherTenants() {
        BatchFixture.Process process = world.process();
        world.begun(process, BatchFixture.request(2, 10, 0, false, false), 2, "parent");
        String runner = world.started(1).getFirst();

        assertThat(process.scatter.start(nested("other", runner))).isInstanceOf(BatchStartResult.NoSuchParent.class);
    }

    private static BatchSubmission nested(String tenant, String runner) {
        return new BatchSubmission(
                tenant,
                BatchFixture.request(2, 10, 0, false, false),
                numbers(2),
                SourceStore.ANY_OWNER,
                BatchFixture.waiting("nested"),
                FakeRunnerExecutions.arn(runner),
                null);
    }
}
