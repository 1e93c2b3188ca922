package io.taskgate.batch.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.batch.ledger.Batch;
import io.taskgate.testing.batch.BatchFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests the ends of runners whose items a later attempt of the batch has taken over.
class RunnerAttemptsTest {

    private final BatchFixture world = new BatchFixture();
    private final BatchFixture.Process process = world.process();

    /// Returns a resumed batch, in which runner 1 of the first attempt is still running.
    private Batch resumedBesideARunner() {
        Batch batch = world.begun(process, BatchFixture.request(1, 2, 0, false, false), 2, "parent");
        process.fail(world.started(2).getFirst(), "Spoilt");
        Batch over = world.over(batch.id());
        await().until(() -> process.drives.count() == 0);
        return over;
    }

    /// The end is read from the ledger first; its signal arrives when the next attempt is already running.
    @Test
    void anEndThatWasReadAlreadyIsNotChargedToTheNextAttempt() {
        Batch over = resumedBesideARunner();
        String old = world.runners.names().get(1);

        world.ledger.onChildren(() -> process.fail(old, "Spoilt"));
        process.scatter.resume(over.id(), BatchFixture.waiting("next"));
        List<String> names = world.started(4);
        assertThat(names.subList(2, 4)).allMatch(name -> name.endsWith("-r1"));
        names.subList(2, 4).forEach(name -> process.succeed(name, "1"));

        assertThat(world.over(over.id()).state()).isEqualTo(Batch.State.SUCCEEDED);
        assertThat(world.lastOutcome("success")).contains("\"results\":[1,1]");
    }
}
