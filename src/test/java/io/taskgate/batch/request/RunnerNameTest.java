package io.taskgate.batch.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.HistoryBudget;
import org.junit.jupiter.api.Test;

class RunnerNameTest {

    private static final BatchId BATCH = new BatchId("bt_" + "Az0-_".repeat(5) + "Q9");

    @Test
    void aNameTellsItsBatchIndexAndAttempt() {
        for (RunnerName name : new RunnerName[] {
            new RunnerName(BATCH, 0, 0), new RunnerName(BATCH, 249_999, 0), new RunnerName(BATCH, 7, 12)
        }) {
            assertThat(RunnerName.parse(name.text("nightly"))).contains(name);
            assertThat(RunnerName.parse(name.text("a-bt_b-1"))).contains(name);
            assertThat(RunnerName.ofExecution(
                            "arn:aws:states:eu-west-1:123456789012:execution:worker:" + name.text("nightly")))
                    .contains(name);
        }
    }

    @Test
    void theLongestNameHasEightyCharacters() {
        String longest = new RunnerName(BATCH, 999_999_999_999L, 9_999).text("n".repeat(RunnerName.MAX_OWN_LENGTH));

        assertThat(longest).hasSizeLessThanOrEqualTo(RunnerName.MAX_LENGTH);
        assertThat(RunnerName.parse(longest)).isPresent();
    }

    @Test
    void otherExecutionsAreNone() {
        assertThat(RunnerName.parse("nightly-1")).isEmpty();
        assertThat(RunnerName.parse("x-" + BATCH + "-")).isEmpty();
        assertThat(RunnerName.ofExecution("arn:aws:states:eu-west-1:123456789012:stateMachine:worker"))
                .isEmpty();
    }

    @Test
    void aSpentExecutionsSuccessorIsNamedByCounting() {
        assertThat(HistoryBudget.successorName("load")).isEqualTo("load-c1");
        assertThat(HistoryBudget.successorName("load-c9")).isEqualTo("load-c10");
        String longest = HistoryBudget.successorName("x".repeat(80));
        assertThat(longest).hasSize(80).endsWith("-c1");
        assertThat(HistoryBudget.successorName(longest))
                .hasSizeLessThanOrEqualTo(80)
                .endsWith("-c2");
    }
}
