package io.taskgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.claimcheck.PayloadReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Batches taken in, or held by a brake.
class ScatterTest {

    private final BatchWorld world = new BatchWorld();

    private static Policy policy(long maxRunners, double maxCost) {
        return new Policy(5, maxRunners, maxCost, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());
    }

    private static Source numbers(int count) {
        return new Source.Inline(("[1" + ",1".repeat(count - 1) + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static Wanted wanted(Source source, String token) {
        return new Wanted(
                "test",
                BatchWorld.request(2, 10, 0, false, false),
                source,
                SourceStore.ANY_OWNER,
                BatchWorld.waiting(token),
                null,
                null);
    }

    @Test
    void theRowsOfACsvObjectAreEachRunOnceWithTheirHeader() {
        BatchWorld.Process process = world.process();
        PayloadReference csv = world.verbs
                .store()
                .checkIn(
                        "id,note\n1,\"a, b\"\n2,ü\n3\n".getBytes(StandardCharsets.UTF_8),
                        "text/csv",
                        JsonNodeFactory.instance.objectNode());

        Scattered scattered =
                process.scatter.scatter(wanted(new Source.Stored(csv.bucket(), csv.key(), Format.CSV), "parent"));

        assertThat(scattered).isInstanceOf(Scattered.Accepted.class);
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
        Batch over = world.over(((Scattered.Accepted) scattered).batch().id());
        assertThat(over.ending().items()).isEqualTo(3);
    }

    @Test
    void tooManyRunnersAreHeldByName() {
        BatchWorld.Process process = world.process(policy(4, 100));

        Scattered scattered = process.scatter.scatter(wanted(numbers(9), "parent"));

        assertThat(scattered).isInstanceOf(Scattered.Braked.class);
        assertThat(((Scattered.Braked) scattered).error()).isEqualTo("Taskgate.BatchTooLarge");
        assertThat(((Scattered.Braked) scattered).cause()).contains("5 runners").contains("taskgate.batch.max-runners");
        assertThat(world.told("failure")).isEqualTo("Taskgate.BatchTooLarge");
        assertThat(world.runners.names()).isEmpty();
        assertThat(process.count("taskgate.batches", "braked")).isEqualTo(1);
    }

    @Test
    void tooDearIsHeldByName() {
        // 5 starts and 9 states of items, 14 transitions
        double cost = 14 * 0.000025;
        assertThat(world.process(policy(100, cost)).scatter.scatter(wanted(numbers(9), "affordable")))
                .isInstanceOf(Scattered.Accepted.class);

        Scattered scattered = world.process(policy(100, cost - 0.00001)).scatter.scatter(wanted(numbers(9), "parent"));

        assertThat(scattered).isInstanceOf(Scattered.Braked.class);
        assertThat(((Scattered.Braked) scattered).error()).isEqualTo("Taskgate.BatchTooDear");
        assertThat(world.told("failure")).isEqualTo("Taskgate.BatchTooDear");
    }

    @Test
    void aPlanKeepsNothingAndStartsNothing() {
        BatchWorld.Process process = world.process();

        Scattered scattered = process.scatter.scatter(new Wanted(
                "test",
                BatchWorld.request(2, 10, 0, false, false),
                numbers(9),
                SourceStore.ANY_OWNER,
                null,
                null,
                null));

        assertThat(scattered).isInstanceOf(Scattered.Planned.class);
        assertThat(((Scattered.Planned) scattered).plan().batches()).isEqualTo(5);
        assertThat(world.runners.names()).isEmpty();
        assertThat(world.ledger.due(0, java.time.Instant.MAX, 10)).isEmpty();
        assertThat(world.verbs.store().size()).isZero();
    }

    @Test
    void aBatchOfARunnerIsOneDeeperThanItsOwn() {
        BatchWorld.Process process = world.process();
        Batch batch = world.begun(process, BatchWorld.request(2, 10, 0, false, false), 2, "parent");
        String runner = world.started(1).getFirst();

        Scattered scattered = process.scatter.scatter(nested("test", runner));

        assertThat(scattered).isInstanceOf(Scattered.Braked.class);
        assertThat(((Scattered.Braked) scattered).error()).isEqualTo("Taskgate.BatchTooDeep");
        assertThat(((Scattered.Braked) scattered).cause()).contains("2 deep");
        assertThat(process.scatter.find(batch.id()).map(Batch::depth)).isEqualTo(Optional.of(1));
    }

    /// Another tenant's batch is as good as none: not even that it is there is told.
    @Test
    void aBatchIsNotNestedInAnotherTenants() {
        BatchWorld.Process process = world.process();
        world.begun(process, BatchWorld.request(2, 10, 0, false, false), 2, "parent");
        String runner = world.started(1).getFirst();

        assertThat(process.scatter.scatter(nested("other", runner))).isInstanceOf(Scattered.NoSuchParent.class);
    }

    private static Wanted nested(String tenant, String runner) {
        return new Wanted(
                tenant,
                BatchWorld.request(2, 10, 0, false, false),
                numbers(2),
                SourceStore.ANY_OWNER,
                BatchWorld.waiting("nested"),
                FakeRunners.arn(runner),
                null);
    }
}
