package io.taskgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The arithmetic, by hand.
class PlannerTest {

    private static final Policy POLICY =
            new Policy(5, 100_000, 100, 0.000025, 800, 150, Duration.ofSeconds(30), Set.of());

    private static Plan plan(long items, long batches, long bytes, boolean table, boolean one) {
        BatchRequest request = new BatchRequest(
                "n",
                "arn",
                new Limits(40, 200_000),
                true,
                100,
                1,
                0,
                one ? JsonNodeFactory.instance.objectNode() : null,
                Format.JSON,
                new RunnerProfile(2, 10),
                false,
                false);
        return new Planner(POLICY)
                .plan(new Planner.Case(new Extent(items, batches, bytes, 5_000, false), table, one, 1), request);
    }

    @Test
    void fewItemsNeedNoMoreThanAnInlineMap() {
        Plan plan = plan(100, 3, 10_000, false, true);

        assertThat(plan.strategy()).isEqualTo(Plan.Strategy.INLINE_MAP);
        // 6 around, and for each item 2 of its iteration and 5 of each of its states
        assertThat(plan.options().getFirst().events()).isEqualTo(6 + 100 * (2 + 5 * 2));
        assertThat(plan.options().getFirst().seconds()).isEqualTo(30);
    }

    @Test
    void tooManyEventsOrBytesNeedADistributedMap() {
        assertThat(plan(2_083, 53, 10_000, false, false).strategy()).isEqualTo(Plan.Strategy.DISTRIBUTED_MAP);
        assertThat(plan(2_082, 53, 10_000, false, false).strategy()).isEqualTo(Plan.Strategy.INLINE_MAP);
        assertThat(plan(10, 1, 262_145, false, false).strategy()).isEqualTo(Plan.Strategy.DISTRIBUTED_MAP);
    }

    @Test
    void oneAnswerOfManyAndTablesNeedRunners() {
        Plan many = plan(100_000, 2_500, 10_000_000, false, true);

        assertThat(many.strategy()).isEqualTo(Plan.Strategy.RUNNERS);
        assertThat(many.why()).contains("no inline-map").contains("no distributed-map");
        // 25 waves of 10 s are longer than (2,500 - 800) / 150 s of starting
        assertThat(many.runners().seconds()).isEqualTo(250);
        assertThat(many.runners().cost()).isEqualTo((2_500 + 200_000) * 0.000025);
        assertThat(plan(10, 1, 100, true, false).strategy()).isEqualTo(Plan.Strategy.RUNNERS);
    }
}
