package io.taskgate.batch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.ledger.RunnerRecord;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests the completion event of a runner, and the handling of its output.
class RunnerOutputTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    private Batch begun(@Nullable JsonNode gather) {
        return world.begun(process, BatchFixture.gathering(gather), 1, "parent");
    }

    private String runner() {
        return world.started(1).getFirst();
    }

    private boolean told(String status, @Nullable String output) {
        return process.ends.executionEnded(FakeRunnerExecutions.arn(runner()), status, output, null, null, null);
    }

    private RunnerRecord child(Batch batch) {
        return world.ledger.findRunners(batch.id(), List.of(0L)).getFirst();
    }

    @Test
    void anExecutionThatIsToBeRedrivenHasNotEnded() {
        Batch batch = begun(null);

        assertThat(told("PENDING_REDRIVE", null)).isTrue();
        assertThat(told("RUNNING", null)).isTrue();

        assertThat(child(batch).isRunning()).isTrue();
    }

    @Test
    void anOutputThatIsNoJsonFailsTheRunner() {
        Batch batch = begun(null);

        assertThat(told("SUCCEEDED", "{\"half\": ")).isTrue();

        assertFailedToGather(batch);
    }

    @Test
    void anOutputThatTheGatherShapeDoesNotFitFailsTheRunner() {
        Batch batch = begun(JsonNodeFactory.instance.objectNode().put("price.$", "$.output.price"));

        assertThat(told("SUCCEEDED", "{\"cost\": 1}")).isTrue();

        assertFailedToGather(batch);
    }

    @Test
    void anOutputThatTheGatherShapeFitsIsGathered() {
        Batch batch = begun(JsonNodeFactory.instance.objectNode().put("price.$", "$.output.price"));

        assertThat(told("SUCCEEDED", "{\"price\": 1.50, \"more\": 2}")).isTrue();

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[{\"price\":1.50}]");
    }

    /// An event has no room for a large output, so that it is read from Step Functions.
    @Test
    void anOutputThatTheEventDoesNotHoldIsAskedFor() {
        Batch batch = begun(null);
        world.runners.end(runner(), new RunnerExecutions.RunnerStatus.Succeeded("\"large\""));

        assertThat(told("SUCCEEDED", null)).isTrue();

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[\"large\"]");
    }

    @Test
    void anOutputThatCanNotBeAskedForNowEndsNothing() {
        Batch batch = begun(null);
        world.runners.end(runner(), new RunnerExecutions.RunnerStatus.NotNow("throttled"));

        assertThat(told("SUCCEEDED", null)).isFalse();

        assertThat(child(batch).isRunning()).isTrue();
    }

    private void assertFailedToGather(Batch batch) {
        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.FAILED);
        assertThat(child(batch).end())
                .isInstanceOfSatisfying(
                        RunnerRecord.RunnerOutcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BatchErrors.GATHER));
    }
}
