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

        assertThat(world.ledger.children(batch.id(), List.of(0L)))
                .singleElement()
                .matches(Child::isRunning);
    }
}
