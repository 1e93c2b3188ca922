package io.taskgate.batch.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.RunnerProfile;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests the plan against values computed by hand.
class BatchPlannerTest {

    private static final BatchPolicy POLICY =
            new BatchPolicy(5, 100_000, 100, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());

    private static BatchPlan plan(long items, long batches, long bytes, boolean table, boolean one) {
        BatchRequest request = new BatchRequest(
                "n",
                "arn",
                new ItemBatchLimits(40, 200_000),
                true,
                100,
                1,
                0,
                one ? JsonNodeFactory.instance.objectNode() : null,
                ItemFormat.JSON,
                new RunnerProfile(2, 10),
                false,
                false);
        return new BatchPlanner(POLICY)
                .plan(
                        new BatchPlanner.PlanInput(new SourceSize(items, batches, bytes, 5_000, false), table, one, 1),
                        request);
    }

    @Test
    void fewItemsNeedNoMoreThanAnInlineMap() {
        BatchPlan plan = plan(100, 3, 10_000, false, true);

        assertThat(plan.strategy()).isEqualTo(BatchPlan.Strategy.INLINE_MAP);
        // 6 outer transitions, and for each item 2 of its iteration and 5 of each of its states
        assertThat(plan.options().getFirst().events()).isEqualTo(6 + 100 * (2 + 5 * 2));
        assertThat(plan.options().getFirst().seconds()).isEqualTo(30);
    }

    @Test
    void tooManyEventsOrBytesNeedADistributedMap() {
        assertThat(plan(2_083, 53, 10_000, false, false).strategy()).isEqualTo(BatchPlan.Strategy.DISTRIBUTED_MAP);
        assertThat(plan(2_082, 53, 10_000, false, false).strategy()).isEqualTo(BatchPlan.Strategy.INLINE_MAP);
        assertThat(plan(10, 1, 262_145, false, false).strategy()).isEqualTo(BatchPlan.Strategy.DISTRIBUTED_MAP);
    }

    /// 1,000 items in 25 batches, 2 states per item, 10 s per batch, a concurrency of 100.
    @Test
    void eachWayInFigures() {
        BatchPlan plan = plan(1_000, 25, 200_000, false, false);

        BatchPlan.Option inline = option(plan, BatchPlan.Strategy.INLINE_MAP);
        assertThat(inline.events()).isEqualTo(12_006);
        assertThat(inline.stateBytes()).isEqualTo(200_000);
        assertThat(inline.seconds()).isEqualTo(250);
        assertThat(inline.cost()).isCloseTo(0.050025, within(1e-9));
        BatchPlan.Option distributed = option(plan, BatchPlan.Strategy.DISTRIBUTED_MAP);
        assertThat(distributed.events()).isEqualTo(6);
        assertThat(distributed.stateBytes()).isEqualTo(4_096);
        assertThat(distributed.seconds()).isEqualTo(10);
        assertThat(distributed.cost()).isCloseTo(0.050625, within(1e-9));
        BatchPlan.Option runners = option(plan, BatchPlan.Strategy.RUNNERS);
        assertThat(runners.events()).isEqualTo(8);
        assertThat(runners.stateBytes()).isEqualTo(5_000);
        assertThat(runners.seconds()).isEqualTo(10);
        assertThat(runners.cost()).isCloseTo(0.050625, within(1e-9));
    }

    /// 20,000 batches: 200 waves of 10 s are 2,000 s; starting them takes (20,000 - 800) / 150 = 128 s.
    @Test
    void theSlowerOfStartingAndRunningCounts() {
        assertThat(plan(800_000, 20_000, 9_000_000, false, true).runners().seconds())
                .isEqualTo(2_000);
        assertThat(option(plan(800_000, 20_000, 9_000_000, false, true), BatchPlan.Strategy.DISTRIBUTED_MAP)
                        .obstacle())
                .contains("one gathered answer");
    }

    private static BatchPlan.Option option(BatchPlan plan, BatchPlan.Strategy strategy) {
        return plan.options().stream()
                .filter(option -> option.strategy() == strategy)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneAnswerOfManyAndTablesNeedRunners() {
        BatchPlan many = plan(100_000, 2_500, 10_000_000, false, true);

        assertThat(many.strategy()).isEqualTo(BatchPlan.Strategy.RUNNERS);
        assertThat(many.why()).contains("inline-map is not possible", "distributed-map is not possible");
        // 25 waves of 10 s are longer than (2,500 - 800) / 150 s of starting
        assertThat(many.runners().seconds()).isEqualTo(250);
        assertThat(many.runners().cost()).isEqualTo((2_500 + 200_000) * 0.000025);
        assertThat(plan(10, 1, 100, true, false).strategy()).isEqualTo(BatchPlan.Strategy.RUNNERS);
    }
}
