package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.BatchService;
import io.taskgate.batch.ledger.Batch;
import io.taskgate.batch.request.BatchRequest;
import io.taskgate.callback.ledger.Ledger.LedgerUnavailableException;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.stepfunctions.StepFunctions.TaskOutcome;
import io.taskgate.testing.batch.BatchFixture;
import io.taskgate.testing.callback.FakeStepFunctions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that a batch reports its outcome to the token of its request, and that a newer token of the same
/// work always gets an outcome.
@Timeout(60)
class BatchGenerationsTest {

    private static final BatchRequest STOPPED = BatchFixture.request(1, 3, 0, false, true);
    private static final BatchRequest LEFT = BatchFixture.request(1, 3, 0, false, false);

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    private Batch begun(BatchRequest request, String token) {
        world.verbs.clock().advance(Duration.ofSeconds(1));
        return world.begun(process, request, 3, BatchFixture.waiting(token, "nightly"));
    }

    private List<TaskToken> told(String kind) {
        return world.verbs.stepFunctions().calls(kind).stream()
                .map(FakeStepFunctions.Call::token)
                .toList();
    }

    /// Sweeps and lets all running runners succeed until the token has its success.
    private void awaitSuccess(String token) {
        await("the success of " + token).atMost(Duration.ofSeconds(20)).until(() -> {
            process.sweep.sweep();
            world.runners.names().forEach(name -> process.succeed(name, "1"));
            return told("success").contains(TaskToken.of(token));
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNewerTokenThatComesWhileRunnersAreStoppedIsAnswered() throws InterruptedException {
        CountDownLatch inStop = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.runners.onStop(() -> {
            inStop.countDown();
            awaitQuietly(goOn);
        });
        begun(STOPPED, "first");
        process.fail(world.started(3).getFirst(), "Spoilt");
        inStop.await();
        assertThat(told("failure")).containsExactly(TaskToken.of("first"));

        begun(STOPPED, "second");
        goOn.countDown();

        awaitSuccess("second");
        assertThat(told("failure")).containsExactly(TaskToken.of("first"));
    }

    @Test
    void aNewerTokenThatComesWhileABatchIsGivenUpIsAnswered() throws InterruptedException {
        CountDownLatch inStop = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.runners.onStop(() -> {
            inStop.countDown();
            awaitQuietly(goOn);
        });
        begun(STOPPED, "first");
        world.started(3);
        world.verbs.stepFunctions().close(TaskToken.of("first"), new TaskOutcome.ClosedOtherwise("stopped"));
        process.pauses.advance(Duration.ofSeconds(30));
        inStop.await();

        begun(STOPPED, "second");
        goOn.countDown();

        awaitSuccess("second");
    }

    /// The process ends between the report to the parent and the write of the end.
    @Test
    void anEndingIsToldToTheTokenOfItsAttemptOnly() {
        AtomicBoolean dies = new AtomicBoolean(true);
        world.ledger.onSave(next -> {
            if (next.state() == Batch.State.FAILED && dies.getAndSet(false)) {
                throw new LedgerUnavailableException("throttled");
            }
        });
        begun(LEFT, "first");
        process.fail(world.started(3).getFirst(), "Spoilt");
        await().until(() -> process.drives.count() == 0);
        assertThat(told("failure")).containsExactly(TaskToken.of("first"));

        begun(LEFT, "second");
        world.verbs.clock().advance(BatchSweeper.LEASE);
        process.sweep.sweep();
        process.pauses.advance(BatchSweeper.LEASE);

        awaitSuccess("second");
        assertThat(told("failure")).containsExactly(TaskToken.of("first"));
    }

    @Test
    void aNewerTokenTakesARunningBatchOver() {
        begun(LEFT, "first");
        world.started(3);

        begun(LEFT, "second");
        process.pauses.advance(Duration.ofSeconds(3));

        awaitSuccess("second");
        assertThat(told("success")).containsExactly(TaskToken.of("second"));
        assertThat(told("failure")).isEmpty();
    }

    /// The search for a newer token began while the batch ran, and ended after the batch had reported its
    /// end.
    @Test
    void aNewerTokenThatIsSeenWhileTheEndingOfTheOlderOneIsToldIsAnswered() throws InterruptedException {
        AtomicReference<Thread> looking = new AtomicReference<>();
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch wentOn = new CountDownLatch(1);
        Batch batch = begun(LEFT, "first");
        List<String> names = world.started(3);
        world.verbs.ledger().onFound(found -> {
            Thread current = Thread.currentThread();
            boolean isNewer =
                    found.filter(callback -> callback.generation() == 2).isPresent();
            if (current.getName().startsWith("parent of") && isNewer) {
                if (looking.compareAndSet(null, current)) {
                    seen.countDown();
                    awaitQuietly(told);
                } else {
                    wentOn.countDown();
                }
            }
            boolean tells = current.getName().startsWith("batch ")
                    && world.current(batch.id()).state() == Batch.State.SETTLING;
            if (tells && told.getCount() > 0) {
                told.countDown();
                // It waits for its next round, or sends a heartbeat for the newer task.
                await().until(() -> wentOn.getCount() == 0 || looking.get().getState() == Thread.State.TIMED_WAITING);
            }
        });

        begun(LEFT, "second");
        process.pauses.advance(Duration.ofSeconds(3));
        seen.await();
        process.fail(names.getFirst(), "Spoilt");

        awaitSuccess("second");
        assertThat(told("failure")).isEmpty();
    }

    /// The batch is taken over independently of the token of its request.
    @Test
    void aNewerTokenThatComesWhileTheBatchRunsForNobodyIsAnswered() {
        Batch batch = begun(LEFT, "first");
        process.fail(world.started(3).getFirst(), "Spoilt");
        world.over(batch.id());
        await().until(() -> process.drives.count() == 0);
        process.scatter.resume(batch.id(), null);
        world.started(4);

        begun(LEFT, "second");

        awaitSuccess("second");
    }

    /// Both find the batch ended; the older token's write comes first.
    @Test
    void theNewerOfTwoTokensThatResumeABatchAtOnceIsAnswered() throws InterruptedException {
        Batch batch = begun(LEFT, "first");
        process.fail(world.started(3).getFirst(), "Spoilt");
        world.over(batch.id());
        await().until(() -> process.drives.count() == 0);
        CountDownLatch secondSaves = new CountDownLatch(1);
        CountDownLatch thirdSaves = new CountDownLatch(1);
        Thread second = Thread.ofVirtual().unstarted(() -> begun(LEFT, "second"));
        Thread third = Thread.ofVirtual().unstarted(() -> begun(LEFT, "third"));
        world.ledger.onSave(_ -> {
            if (Thread.currentThread().equals(second)) {
                secondSaves.countDown();
                awaitQuietly(thirdSaves);
            }
            if (Thread.currentThread().equals(third) && thirdSaves.getCount() > 0) {
                thirdSaves.countDown();
                await().until(() -> world.current(batch.id()).attempt() == 1);
            }
        });

        second.start();
        secondSaves.await();
        third.start();
        second.join();
        third.join();
        process.pauses.advance(Duration.ofSeconds(3));

        awaitSuccess("third");
    }

    /// The other token's task gets an error immediately instead of its time-out.
    @Test
    void theLoserOfTwoResumesAtOnceIsTold() {
        Batch batch = begun(LEFT, "first");
        process.fail(world.started(3).getFirst(), "Spoilt");
        world.over(batch.id());
        await().until(() -> process.drives.count() == 0);
        AtomicBoolean first = new AtomicBoolean(true);
        world.ledger.onSave(_ -> {
            if (first.getAndSet(false)) {
                process.scatter.resume(batch.id(), BatchFixture.waiting("winner"));
            }
        });

        var loser = process.scatter.resume(batch.id(), BatchFixture.waiting("loser"));

        assertThat(loser).isInstanceOf(BatchService.ResumeResult.Running.class);
        assertThat(told("failure")).containsExactly(TaskToken.of("first"), TaskToken.of("loser"));
        awaitSuccess("winner");
    }
}
