package io.taskgate.batch;

import static org.awaitility.Awaitility.await;

import io.taskgate.callback.model.TaskToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches whose runners scatter again, as many as a process drives.
@Timeout(120)
class NestedBatchesTest {

    private static final BatchRequest TWO_DEEP = new BatchRequest(
            "test",
            FakeRunners.MACHINE,
            new Limits(1, 200_000),
            true,
            10,
            2,
            0,
            null,
            Format.JSON,
            RunnerProfile.DEFAULT,
            false,
            false);

    private final BatchWorld world = new BatchWorld();
    private final BatchWorld.Process process = world.process();
    private final Set<BatchId> roots = new HashSet<>();
    private final Set<String> scattered = new HashSet<>();

    private boolean isTold(String token) {
        return world.verbs.stepFunctions().calls("success").stream()
                .anyMatch(call -> call.token().equals(TaskToken.of(token)));
    }

    /// A root's runner scatters, and succeeds once it is told; a nested one succeeds at once.
    private void play(String name) {
        boolean ofRoot = roots.contains(RunnerName.parse(name).orElseThrow().batch());
        if (ofRoot && scattered.add(name)) {
            process.scatter.scatter(new Wanted(
                    "test",
                    TWO_DEEP,
                    new Source.Inline("[1]".getBytes(StandardCharsets.UTF_8)),
                    SourceStore.ANY_OWNER,
                    BatchWorld.waiting("of " + name),
                    FakeRunners.arn(name),
                    null));
        }
        if (!ofRoot || isTold("of " + name)) {
            process.succeed(name, "1");
        }
    }

    @Test
    void asManyRootsAsAProcessDrivesDontStandBeforeTheirOwnNestedBatches() {
        for (int root = 0; root < BatchSweep.MOST_DRIVEN; root++) {
            roots.add(world.begun(process, TWO_DEEP, 1, "root " + root).id());
        }
        world.started(BatchSweep.MOST_DRIVEN);

        await("the end of all").atMost(Duration.ofSeconds(30)).until(() -> {
            process.sweep.sweep();
            world.runners.names().forEach(this::play);
            return roots.stream().allMatch(id -> world.standing(id).state() == Batch.State.SUCCEEDED);
        });
    }
}
