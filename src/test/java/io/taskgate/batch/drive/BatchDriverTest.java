package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.ledger.BatchErrors;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.batch.FakeRunnerExecutions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Tests how batches are driven to their end, with fakes of all ports.
class BatchDriverTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    private List<String> started(int count) {
        return world.started(count);
    }

    /// Returns the batch, also after its driver has stopped, which counts the runners after it has written
    /// the end.
    private Batch over(Batch batch) {
        Batch over = world.over(batch.id());
        await().until(() -> process.drives.count() == 0);
        return over;
    }

    @Test
    void allSucceedAndTheParentIsToldOnce() {
        Batch batch = world.begun(process, BatchFixture.request(2, 10, 0, false, false), 6, "parent");

        started(3).forEach(name -> process.succeed(name, "\"" + name.charAt(name.length() - 1) + "\""));

        assertThat(over(batch).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[\"0\",\"1\",\"2\"]");
        assertThat(world.verbs.stepFunctions().calls("success")).hasSize(1);
        assertThat(process.count("taskgate.batches", "started")).isEqualTo(1);
        assertThat(process.count("taskgate.batches", "succeeded")).isEqualTo(1);
        assertThat(process.count("taskgate.batch.runners", "succeeded")).isEqualTo(3);
        assertThat(process.registry.get("taskgate.batches.active").gauge().value())
                .isZero();
    }

    @Test
    void moreFailuresThanToleratedEndItAtOnce() {
        Batch batch = world.begun(process, BatchFixture.request(1, 3, 0, false, false), 10, "parent");
        List<String> names = started(3);

        process.fail(names.get(1), "Spoilt");

        Batch over = over(batch);
        assertThat(over.state()).isEqualTo(Batch.State.FAILED);
        assertThat(world.lastOutcome("failure")).isEqualTo(BatchErrors.FAILED);
        assertThat(over.outcome().notEnded()).isEqualTo(2);
        assertThat(over.outcome().cause()).contains("1 of 3 runners failed").contains("2 are still running");
        assertThat(world.runners.names()).hasSize(3);
        assertThat(world.runners.stopped()).isEmpty();
    }

    @Test
    void whatStillRunsIsStoppedWhereThatIsAskedFor() {
        Batch batch = world.begun(process, BatchFixture.request(1, 3, 0, false, true), 10, "parent");
        List<String> names = started(3);

        process.fail(names.get(1), "Spoilt");

        over(batch);
        assertThat(world.runners.stopped())
                .containsExactlyInAnyOrder(
                        FakeRunnerExecutions.arn(names.get(0)), FakeRunnerExecutions.arn(names.get(2)));
    }

    @Test
    void aResumeRunsWhatFailedWhatWasStoppedAndWhatWasNeverStarted() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, true), 5, "parent");
        List<String> first = started(2);
        process.fail(first.get(0), "Spoilt");
        over(batch);

        process.scatter.resume(batch.id(), BatchFixture.waiting("next"));
        for (int count = 3; count <= 7; count++) {
            started(count).stream().filter(name -> name.endsWith("-r1")).forEach(name -> process.succeed(name, "1"));
        }

        Batch over = over(batch);
        assertThat(over.state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(over.outcome().items()).isEqualTo(5);
        assertThat(over.outcome().failed()).isZero();
        assertThat(world.runners.names()).hasSize(7);
        assertThat(world.runners.names().stream().filter(name -> name.endsWith("-r1")))
                .hasSize(5);
        assertThat(process.count("taskgate.batches", "resumed")).isEqualTo(1);
    }

    @Test
    void whatIsToleratedEndsNothing() {
        Batch batch = world.begun(process, BatchFixture.request(1, 4, 25, false, false), 4, "parent");
        List<String> names = started(4);

        process.fail(names.get(0), "Spoilt");
        names.subList(1, 4).forEach(name -> process.succeed(name, "1"));

        assertThat(over(batch).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("PARTIAL").contains("\"failed\":1");
        assertThat(process.count("taskgate.batches", "partial")).isEqualTo(1);
    }

    /// The batch fails, independent of the outcome of the running executions.
    @Test
    void aRunnerThatIsRefusedHalfWayEndsItAtOnce() {
        world.runners.refuse(name -> name.endsWith("-2"));
        Batch batch = world.begun(process, BatchFixture.request(1, 3, 0, false, true), 10, "parent");

        Batch over = over(batch);

        assertThat(over.state()).isEqualTo(Batch.State.FAILED);
        assertThat(world.lastOutcome("failure")).isEqualTo(BatchErrors.RUNNER_REJECTED);
        assertThat(over.outcome().notEnded()).isEqualTo(2);
        assertThat(world.runners.stopped()).hasSize(2);
    }

    @Test
    void nobodyWaitsAnyMoreAndNothingMoreIsStarted() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, true), 10, "parent");
        List<String> names = started(2);

        world.verbs
                .stepFunctions()
                .close(
                        io.taskgate.callback.model.TaskToken.of("parent"),
                        new io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome.ClosedOtherwise("stopped"));
        process.pauses.advance(Duration.ofSeconds(30));

        assertThat(over(batch).state()).isEqualTo(Batch.State.ABORTED);
        assertThat(world.runners.names()).hasSize(2);
        assertThat(world.runners.stopped())
                .containsExactlyInAnyOrder(
                        FakeRunnerExecutions.arn(names.get(0)), FakeRunnerExecutions.arn(names.get(1)));
        assertThat(process.count("taskgate.batches", "aborted")).isEqualTo(1);
    }

    @Test
    void anEndThatNoEventToldIsFoundAndJudged() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, false), 2, "parent");
        List<String> names = started(2);

        world.runners.end(names.get(0), new RunnerExecutions.RunnerStatus.Failed("Spoilt", null));
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            process.pauses.advance(Duration.ofSeconds(5));
            return world.current(batch.id()).state().isOver();
        });

        assertThat(world.lastOutcome("failure")).isEqualTo(BatchErrors.FAILED);
        assertThat(world.current(batch.id()).outcome().notEnded()).isEqualTo(1);
    }

    /// The first process pauses in the middle of a start, for longer than its lease.
    @Test
    void anotherProcessGoesOnWhenTheLeaseRunsOutAndTheFirstIsFenced() throws InterruptedException {
        CountDownLatch inStart = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.runners.onStart(() -> {
            inStart.countDown();
            awaitQuietly(goOn);
        });
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, false), 4, "parent");
        inStart.await();
        BatchFixture.Process other = world.process();
        world.runners.onStart(() -> {});
        world.verbs.clock().advance(BatchSweeper.LEASE);

        other.sweep.sweep();
        other.pauses.advance(BatchSweeper.LEASE.minusMillis(1));
        other.sweep.sweep();
        String before = world.current(batch.id()).lease().holder();
        other.pauses.advance(Duration.ofMillis(1));
        other.sweep.sweep();
        assertThat(world.current(batch.id()).lease().holder()).isNotEqualTo(before);
        for (int count = 2; count <= 4; count++) {
            started(count).forEach(name -> other.succeed(name, "1"));
        }
        Batch over = world.over(batch.id());
        int refused = world.ledger.refused();
        process.pauses.advance(Duration.ofSeconds(20));
        goOn.countDown();

        await("the first process learns that it is fenced")
                .atMost(Duration.ofMinutes(1))
                .until(() -> process.drives.count() == 0);
        assertThat(world.ledger.refused()).isEqualTo(refused + 1);
        assertThat(world.current(batch.id())).isEqualTo(over);
        assertThat(over.state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(over.outcome().batches()).isEqualTo(4);
        assertThat(world.runners.names()).hasSize(4);
        assertThat(world.verbs.stepFunctions().calls("success")).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
