package io.taskgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Attackers who say that runners have ended.
class ChildEndsTest {

    private final BatchWorld world = new BatchWorld();
    private final BatchWorld.Process process = world.process();

    /// Who may start executions of a machine of their own may call one as a runner is called.
    @Test
    void promise15AnExecutionOfAnotherMachineIsNoRunnerWhateverItsName() {
        Batch batch = world.begun(process, BatchWorld.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();

        process.ends.ended(
                FakeRunners.arn(name).replace(":worker:", ":mine:"), "SUCCEEDED", "\"forged\"", null, null, null);

        assertThat(child(batch).isRunning()).isTrue();
    }

    @Test
    void promise15AHintIsNoWord() {
        Batch batch = world.begun(process, BatchWorld.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();

        boolean ended = process.ends.hinted(FakeRunners.arn(name));

        assertThat(ended).isFalse();
        assertThat(child(batch).isRunning()).isTrue();
    }

    @Test
    void aHintThatIsTrueCountsAsStepFunctionsSays() {
        Batch batch = world.begun(process, BatchWorld.request(1, 1, 0, false, false), 1, "parent");
        String name = world.started(1).getFirst();
        world.runners.end(name, new Runners.Standing.Succeeded("\"genuine\""));

        assertThat(process.ends.hinted(FakeRunners.arn(name))).isTrue();

        assertThat(world.over(batch.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.told("success")).contains("\"results\":[\"genuine\"]");
    }

    private Child child(Batch batch) {
        return world.ledger.children(batch.id(), List.of(0L)).getFirst();
    }
}
