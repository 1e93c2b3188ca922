package io.taskgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import io.taskgate.testing.callback.FakeSleeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests the number of remaining events, and the number of calls to determine it.
class HistoryBudgetTest {

    private static final String ARN = "arn:aws:states:eu-west-1:123456789012:execution:load:load-7";

    private final FakeSleeper pauses = new FakeSleeper();
    private final Histories histories = new Histories();
    private final HistoryBudget budget = new HistoryBudget(histories, pauses);

    /// Returns the configured event counts, and starts executions that are not running yet.
    private static final class Histories implements RunnerExecutions {
        private final FakeRunnerExecutions runners = new FakeRunnerExecutions();
        private final List<String> started = new ArrayList<>();
        private int asked;
        private Events next = new Events.Counted(0);

        @Override
        public Events events(String executionArn) {
            asked++;
            return next;
        }

        @Override
        public StartResult start(String machine, String name, byte[] input) {
            started.add(machine + " " + name);
            return runners.start(machine, name, input);
        }

        @Override
        public RunnerStatus describe(String executionArn) {
            return runners.describe(executionArn);
        }

        @Override
        public Optional<Set<String>> running(String machine) {
            return runners.running(machine);
        }

        @Override
        public StopResult stop(String executionArn, String error, String cause) {
            return runners.stop(executionArn, error, cause);
        }
    }

    private HistoryBudget.Budget.Counted counted(int reserve, HistoryBudget.Continuation continuation) {
        return (HistoryBudget.Budget.Counted) budget.of(ARN, reserve, continuation);
    }

    @Test
    void theIdOfTheLastEventIsTheCount() {
        histories.next = new RunnerExecutions.Events.Counted(23_410);

        var counted = counted(1_000, null);

        assertThat(counted.events()).isEqualTo(23_410);
        assertThat(counted.remaining()).isEqualTo(1_590);
        assertThat(counted.spent()).isFalse();
        assertThat(histories.asked).isEqualTo(1);
    }

    @Test
    void aSmallCountIsKeptForAWhileAndALargeOneIsNot() {
        histories.next = new RunnerExecutions.Events.Counted(100);
        counted(1_000, null);
        pauses.advance(Duration.ofMillis(4_999));
        counted(1_000, null);
        assertThat(histories.asked).isEqualTo(1);
        pauses.advance(Duration.ofMillis(1));
        histories.next = new RunnerExecutions.Events.Counted(12_000);
        counted(1_000, null);
        assertThat(histories.asked).isEqualTo(2);
        counted(1_000, null);
        assertThat(histories.asked).isEqualTo(3);
    }

    @Test
    void moreThanTheQuotaIsNotAsked() {
        histories.next = new RunnerExecutions.Events.Counted(20_000);
        for (int i = 0; i < 200; i++) {
            counted(1_000, null);
        }

        assertThat(budget.of(ARN, 1_000, null)).isInstanceOf(HistoryBudget.Budget.NotNow.class);
        assertThat(histories.asked).isEqualTo(200);
        pauses.advance(Duration.ofMillis(100));
        assertThat(budget.of(ARN, 1_000, null)).isInstanceOf(HistoryBudget.Budget.Counted.class);
    }

    @Test
    void aSpentOneIsContinuedUnderTheSameNameHoweverOftenItAsks() {
        HistoryBudget.Continuation next =
                new HistoryBudget.Continuation("{\"page\": 3}".getBytes(StandardCharsets.UTF_8), null);
        histories.next = new RunnerExecutions.Events.Counted(24_000);
        assertThat(counted(1_000, next).successor()).isNull();
        histories.next = new RunnerExecutions.Events.Counted(24_001);

        var one = counted(1_000, next);
        var two = counted(1_000, next);

        assertThat(one.spent()).isTrue();
        assertThat(one.successor()).isEqualTo(ARN + "-c1");
        assertThat(two.successor()).isEqualTo(one.successor());
        assertThat(histories.runners.names()).containsExactly("load-7-c1");
        assertThat(histories.runners.input("load-7-c1")).isEqualTo("{\"page\": 3}");
        assertThat(histories.started).containsOnly("arn:aws:states:eu-west-1:123456789012:stateMachine:load load-7-c1");
    }
}
