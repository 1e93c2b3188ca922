package io.taskgate.batch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests forged completion events of runners.
class RunnerCompletionHandlerTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    /// A caller that may start executions of its own state machine can choose the name of a runner for them.
    @Test
    void promise15AnExecutionOfAnotherMachineIsNoRunnerWhateverItsName() {
        Batch batch = world.begun(process, BatchFixture.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();

        process.ends.executionEnded(
                FakeRunnerExecutions.arn(name).replace(":worker:", ":mine:"),
                "SUCCEEDED",
                "\"forged\"",
                null,
                null,
                null);

        assertThat(child(batch).isRunning()).isTrue();
    }

    @Test
    void promise15AHintIsNoWord() {
        Batch batch = world.begun(process, BatchFixture.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();

        boolean ended = process.ends.executionHinted(FakeRunnerExecutions.arn(name));

        assertThat(ended).isFalse();
        assertThat(child(batch).isRunning()).isTrue();
    }

    @Test
    void aHintThatIsTrueCountsAsStepFunctionsSays() {
        Batch batch = world.begun(process, BatchFixture.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();
        world.runners.end(name, new RunnerExecutions.RunnerStatus.Succeeded("\"genuine\""));

        assertThat(process.ends.executionHinted(FakeRunnerExecutions.arn(name))).isTrue();

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[\"genuine\"]");
    }

    private RunnerRecord child(Batch batch) {
        return world.ledger.findRunners(batch.id(), List.of(0L)).getFirst();
    }
}
