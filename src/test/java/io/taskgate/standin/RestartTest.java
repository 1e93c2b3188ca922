package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Tests executions across restarts of the stand-ins: each continues with its waits.
class RestartTest extends RestartFixture {

    private static List<String> types(Execution execution) {
        return execution.history().stream().map(Execution.Event::type).toList();
    }

    @Test
    void theOldTokenIsAnsweredAndClosedThen() throws IOException {
        Life first = begin();
        first.start(WATCHED, "{\"a\":1.50}");
        String token = first.token();
        first.kill();

        Life second = begin();
        second.states.succeed(token, "{\"done\":true}");
        Execution execution = ended(second.run());
        assertThat(execution.ending().path("output").asText()).isEqualTo("{\"done\":true}");
        assertThat(execution.input()).isEqualTo("{\"a\":1.50}");
        assertThat(types(execution)).startsWith("ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted");
        assertThat(types(execution)).endsWith("TaskSucceeded", "TaskStateExited", "ExecutionSucceeded");
        assertThat(execution.history()).extracting(Execution.Event::id).doesNotHaveDuplicates();
        assertThat(error(() -> second.states.succeed(token, "1"))).isEqualTo("TaskTimedOut");
        await().until(() -> keptEnds() == 1);
        second.kill();

        Life third = begin();
        assertThat(third.run().history()).isEqualTo(execution.history());
        assertThat(error(() -> third.states.succeed(token, "1"))).isEqualTo("TaskTimedOut");
        assertThat(error(() -> third.start(WATCHED, "{\"a\":1.50}"))).isEqualTo("ExecutionAlreadyExists");
    }

    @Test
    void anAnswerThatWasTakenAndNotActedOnCounts() throws IOException {
        Life first = begin();
        Execution execution = first.start(WATCHED, "{}");
        first.states.succeed(first.token(), "\"taken\"");
        ended(execution);
        first.kill();
        Path file = folder.resolve("executions.jsonl");
        List<String> lines = Files.readAllLines(file);
        int answered = 0;
        while (!lines.get(answered).contains("\"answers\"")) {
            answered++;
        }
        Files.write(file, lines.subList(0, answered + 1));

        // the deadline passed while no process was running
        timers.advance(Duration.ofMinutes(5));
        assertThat(ended(begin().run()).ending().path("output").asText()).isEqualTo("\"taken\"");
    }

    @Test
    void aHeartbeatCountsFromWhenItCame() throws IOException {
        Life first = begin();
        first.start(WATCHED, "{}");
        String token = first.token();
        timers.advance(Duration.ofSeconds(8));
        first.states.heartbeat(token);
        first.kill();

        Life second = begin();
        timers.advance(Duration.ofSeconds(9));
        second.states.heartbeat(token);
        timers.advance(Duration.ofSeconds(10));
        Execution execution = ended(second.run());
        assertThat(types(execution)).contains("TaskTimedOut");
        assertThat(execution.stopped()).contains(execution.started().plusSeconds(27));
    }

    @Test
    void whatIsOverdueTimesOutAtOnce() throws IOException {
        Life first = begin();
        first.start(WATCHED, "{}");
        first.token();
        first.kill();
        timers.advance(Duration.ofSeconds(31));

        Life second = begin();
        assertThat(ended(second.run()).status()).isEqualTo(Execution.Status.FAILED);
    }

    @Test
    void aRetryIsMadeWhenItWasDue() throws IOException {
        String retried = "\"S\": "
                + ASK.formatted(
                        "\"Retry\": [{\"ErrorEquals\": [\"Busy\"], \"IntervalSeconds\": 20, \"MaxAttempts\": 1}],");
        Life first = begin();
        Execution execution = first.start(retried, "{}");
        first.states.fail(first.token(), new TaskOutcome.Failed("Busy", null));
        // not the last line: the answer's line may come after the lines of its effects
        await().until(() -> lines().stream().anyMatch(line -> line.contains("retryAt")));
        first.kill();

        Life second = begin();
        timers.advance(Duration.ofSeconds(19));
        assertThat(second.services.sent).isEmpty();
        timers.advance(Duration.ofSeconds(1));
        // The second life may set its timer only now.
        await().until(() -> {
            timers.advance(Duration.ZERO);
            return !second.services.sent.isEmpty();
        });
        second.states.fail(second.token(), new TaskOutcome.Failed("Busy", "again"));
        assertThat(ended(second.run()).ending().path("cause").asText()).isEqualTo("again");
        assertThat(second.run().started()).isEqualTo(execution.started());
    }

    @Test
    void theExecutionsOwnTimeGoesOn() throws IOException {
        Life first = begin();
        first.start("\"S\": " + ASK.formatted(""), "{}");
        first.token();
        first.kill();
        timers.advance(Duration.ofSeconds(60_000));

        Life second = begin();
        timers.advance(Duration.ofSeconds(39_999));
        assertThat(second.run().status()).isEqualTo(Execution.Status.RUNNING);
        timers.advance(Duration.ofSeconds(1));
        assertThat(ended(second.run()).status()).isEqualTo(Execution.Status.TIMED_OUT);
    }

    @Test
    void isRedrivenAfterwards() throws IOException {
        Life first = begin();
        first.start(MIXED, "{\"items\":[]}");
        first.states.fail(first.token(), new TaskOutcome.Failed("Bad", null));
        ended(first.run());
        await().until(() -> flowsAreAtRest());
        first.kill();

        Life second = begin();
        assertThat(second.run().status()).isEqualTo(Execution.Status.FAILED);
        second.states.redrive(second.run());
        second.kill();

        // answered, and possibly not started
        Life third = begin();
        assertThat(third.run().redrives()).isEqualTo(1);
        Set<String> tokens = new TreeSet<>();
        second.services.sent.forEach(message -> tokens.add(message.path("token").asText()));
        finish(third, third.run(), tokens);
        assertThat(third.run().ending().path("output").asText()).isEqualTo("{\"kept\":7,\"all\":[1,[]]}");
    }

    /// The lines of an answer and of the end do not affect flows, and may come last.
    private boolean flowsAreAtRest() throws IOException {
        List<String> existing =
                lines().stream().filter(line -> line.contains("\"flow\":")).toList();
        return !existing.isEmpty() && !existing.getLast().contains("\"running\":true");
    }

    @Test
    void aMapRunEndsWithTheStandIns() throws IOException {
        Life first = begin();
        first.start("""
                "S": {"Type": "Map", "Label": "L", "ItemsPath": "$.items", "End": true,
                  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "B", "States": {"B": %s}}}""".formatted(ASK.formatted("")), "{\"items\":[1]}");
        String token = first.token();
        first.kill();

        Life second = begin();
        Execution execution = ended(second.run());
        assertThat(execution.ending().path("cause").asText()).contains("'S'", "do not keep Map Runs");
        assertThat(second.states.executions(child -> child.mapRun().isPresent()))
                .singleElement()
                .satisfies(child -> assertThat(child.status()).isEqualTo(Execution.Status.ABORTED));
        assertThat(error(() -> second.states.succeed(token, "1"))).isEqualTo("TaskTimedOut");
    }
}
