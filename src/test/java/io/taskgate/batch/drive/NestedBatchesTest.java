package io.taskgate.batch.drive;

import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchId;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.batch.request.BatchSubmission;
import io.taskgate.batch.request.ItemBatchLimits;
import io.taskgate.batch.request.ItemFormat;
import io.taskgate.batch.request.ItemSource;
import io.taskgate.batch.request.RunnerName;
import io.taskgate.batch.request.RunnerProfile;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests batches whose runners start nested batches, up to the limit of a process.
@Timeout(120)
class NestedBatchesTest {

    private static final BatchRequest TWO_DEEP = new BatchRequest(
            "test",
            FakeRunnerExecutions.MACHINE,
            new ItemBatchLimits(1, 200_000),
            true,
            10,
            2,
            0,
            null,
            ItemFormat.JSON,
            RunnerProfile.DEFAULT,
            false,
            false);

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();
    private final Set<BatchId> roots = new HashSet<>();
    private final Set<String> scattered = new HashSet<>();

    private boolean isTold(String token) {
        return world.verbs.stepFunctions().calls("success").stream()
                .anyMatch(call -> call.token().equals(TaskToken.of(token)));
    }

    /// A runner of a root starts a nested batch and succeeds after its report; a nested runner succeeds
    /// immediately.
    private void play(String name) {
        boolean ofRoot = roots.contains(RunnerName.parse(name).orElseThrow().batch());
        if (ofRoot && scattered.add(name)) {
            process.scatter.start(new BatchSubmission(
                    "test",
                    TWO_DEEP,
                    new ItemSource.Inline("[1]".getBytes(StandardCharsets.UTF_8)),
                    SourceStore.ANY_OWNER,
                    BatchFixture.waiting("of " + name),
                    FakeRunnerExecutions.arn(name),
                    null));
        }
        if (!ofRoot || isTold("of " + name)) {
            process.succeed(name, "1");
        }
    }

    @Test
    void asManyRootsAsAProcessDrivesDontStandBeforeTheirOwnNestedBatches() {
        for (int root = 0; root < BatchSweeper.MAX_DRIVEN; root++) {
            roots.add(world.begun(process, TWO_DEEP, 1, "root " + root).id());
        }
        world.started(BatchSweeper.MAX_DRIVEN);

        await("the end of all").atMost(Duration.ofSeconds(30)).until(() -> {
            process.sweep.sweep();
            world.runners.names().forEach(this::play);
            return roots.stream().allMatch(id -> world.current(id).state() == Batch.State.SUCCEEDED);
        });
    }
}
