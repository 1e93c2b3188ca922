package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.ExecutionArchive;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Executions that outlast the stand-ins: each life is one start of these in the same folder.
class RestartTest {

    private static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", %s
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}""";
    private static final String WATCHED =
            "\"S\": " + ASK.formatted("\"HeartbeatSeconds\": 10, \"TimeoutSeconds\": 30,");

    /// All that can be waited for, at once and one after the other.
    private static final String MIXED = """
            "S": {"Type": "Pass", "Assign": {"kept": 7}, "Next": "Both"},
            "Both": {"Type": "Parallel", "Next": "Pause", "Branches": [
              {"StartAt": "A", "States": {"A": %s}},
              {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "End": true,
                "ItemProcessor": {"StartAt": "B", "States": {"B": %s}}}}}]},
            "Pause": {"Type": "Wait", "Seconds": 5, "Next": "Last"},
            "Last": {"Type": "Pass", "Parameters": {"kept.$": "$kept", "all.$": "$"}, "End": true}""".formatted(ASK.formatted(""), ASK.formatted(""));

    private static final String MIXED_OUTPUT = "{\"kept\":7,\"all\":[1,[1,1,1]]}";

    private final ManualTimers timers = new ManualTimers();
    private final List<Life> lives = new ArrayList<>();

    @TempDir
    private Path folder;

    /// One start of the stand-ins' Step Functions.
    private final class Life {

        final FakeIntegrations services = new FakeIntegrations();
        final ExecutionArchive archive;
        final StandInStepFunctions states;

        Life(Path from) throws IOException {
            archive = new ExecutionArchive(Optional.of(from));
            states = new StandInStepFunctions(timers, new CallLog(), services, _ -> {}, archive);
            lives.add(this);
            states.restore(archive.open(timers.now())).run();
        }

        Execution start(String statesOf, String input) {
            String definition = "{\"StartAt\": \"S\", \"TimeoutSeconds\": 100000, \"States\": {" + statesOf + "}}";
            return states.start(states.create("machine", definition, "role").arn(), "run", input);
        }

        Execution run() {
            return states.execution(Arns.execution("machine", "run"));
        }

        String token() {
            await().until(() -> !services.sent.isEmpty());
            return services.sent.getFirst().path("token").asText();
        }

        /// Nothing that it does from now on is kept, as if it had been killed.
        void kill() throws IOException {
            archive.close();
        }
    }

    @AfterEach
    void end() throws IOException {
        for (Life life : lives) {
            life.kill();
        }
    }

    private Life begin() throws IOException {
        return new Life(folder);
    }

    /// A life may set its alarms only after the clock has passed them: such an alarm is due at once.
    private Execution ended(Execution execution) {
        await().until(() -> {
            timers.advance(Duration.ZERO);
            return execution.status() != Execution.Status.RUNNING;
        });
        return execution;
    }

    private static List<String> types(Execution execution) {
        return execution.history().stream().map(Execution.Event::type).toList();
    }

    private static String error(ThrowingCall call) {
        try {
            call.run();
            return "none";
        } catch (AwsError error) {
            return error.type();
        }
    }

    @FunctionalInterface
    private interface ThrowingCall {
        void run();
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

    /// Whatever line was the last one that was written, all ends well.
    @Test
    void endsWellFromWhereverItWasKilled() throws IOException {
        Life whole = begin();
        Execution execution = whole.start(MIXED, "{\"items\":[1,2,3]}");
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        finish(whole, execution, tokens);
        assertThat(execution.ending().path("output").asText()).isEqualTo(MIXED_OUTPUT);
        whole.kill();
        List<String> lines = Files.readAllLines(folder.resolve("executions.jsonl"));
        assertThat(lines).hasSizeGreaterThan(10);

        for (int count = 1; count < lines.size(); count++) {
            Path copy = Files.createDirectory(folder.resolve("killed-" + count));
            Path file = copy.resolve("executions.jsonl");
            Files.write(file, lines.subList(0, count));
            Files.write(file, torn(lines.get(count)), StandardOpenOption.APPEND);
            Life after = new Life(copy);
            finish(after, after.run(), new TreeSet<>(tokens));
            assertThat(after.run().ending().path("output").asText())
                    .as("killed after line " + count)
                    .isEqualTo(MIXED_OUTPUT);
            after.kill();
        }
    }

    /// A line that was cut off in the middle of a character.
    private static byte[] torn(String line) {
        byte[] utf8 = (line.substring(0, line.length() / 2) + "Ü").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(utf8, utf8.length - 1);
    }

    /// Answers every token there is, and lets the time go on, until the execution has ended.
    private void finish(Life life, Execution execution, Set<String> tokens) {
        await().until(() -> {
            life.services.sent.forEach(
                    message -> tokens.add(message.path("token").asText()));
            tokens.forEach(token -> error(() -> life.states.succeed(token, "1")));
            timers.advance(Duration.ofSeconds(1));
            return execution.status() != Execution.Status.RUNNING;
        });
        assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
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

        // the deadline passed while nothing ran
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
        await().until(() -> lastLine().contains("retryAt"));
        first.kill();

        Life second = begin();
        timers.advance(Duration.ofSeconds(19));
        assertThat(second.services.sent).isEmpty();
        timers.advance(Duration.ofSeconds(1));
        // The second life may set its alarm only now.
        await().until(() -> {
            timers.advance(Duration.ZERO);
            return !second.services.sent.isEmpty();
        });
        second.states.fail(second.token(), new TaskOutcome.Failed("Busy", "again"));
        assertThat(ended(second.run()).ending().path("cause").asText()).isEqualTo("again");
        assertThat(second.run().started()).isEqualTo(execution.started());
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("executions.jsonl"));
    }

    private String lastLine() throws IOException {
        return lines().getLast();
    }

    /// How many executions succeeded and are kept so: they have ended a little before.
    private long keptEnds() throws IOException {
        return lines().stream()
                .filter(line -> line.contains("\"status\":\"SUCCEEDED\""))
                .count();
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
        await().until(() -> isOfFlowsAtRest(lastLine()));
        first.kill();

        Life second = begin();
        assertThat(second.run().status()).isEqualTo(Execution.Status.FAILED);
        second.states.redrive(second.run());
        second.kill();

        // answered, and perhaps not begun
        Life third = begin();
        assertThat(third.run().redrives()).isEqualTo(1);
        Set<String> tokens = new TreeSet<>();
        second.services.sent.forEach(message -> tokens.add(message.path("token").asText()));
        finish(third, third.run(), tokens);
        assertThat(third.run().ending().path("output").asText()).isEqualTo("{\"kept\":7,\"all\":[1,[]]}");
    }

    /// An answer's line, and that of the end, say nothing of flows.
    private static boolean isOfFlowsAtRest(String line) {
        return line.contains("\"flow\":") && !line.contains("\"running\":true");
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

    @Test
    void aLineThatIsNoneIsNotPassedOver() throws IOException {
        Life first = begin();
        first.start("\"S\": {\"Type\": \"Succeed\"}", "{}");
        ended(first.run());
        first.kill();
        Path file = folder.resolve("executions.jsonl");
        Files.writeString(file, "{\"exec\n" + Files.readString(file));

        assertThatThrownBy(this::begin).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
        assertThat(Files.readString(file)).startsWith("{\"exec\n");
    }

    @Test
    void nothingIsTakenThatCantBeKept() throws IOException {
        Life first = begin();
        first.start(WATCHED, "{}");
        String token = first.token();
        first.kill();

        assertThatThrownBy(() -> first.states.succeed(token, "1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.states.start(Arns.stateMachine("machine"), "other", "{}"))
                .isInstanceOf(IllegalStateException.class);
        Life second = begin();
        assertThat(second.states.executions(_ -> true)).hasSize(1);
        second.states.succeed(token, "2");
        assertThat(ended(second.run()).ending().path("output").asText()).isEqualTo("2");
    }

    @Test
    void whatEndedLongAgoIsLeftOutAndEachExecutionIsOneLine() throws IOException {
        Life first = begin();
        String arn = first.states
                .create("machine", "{\"StartAt\": \"S\", \"States\": {\"S\": {\"Type\": \"Succeed\"}}}", "role")
                .arn();
        for (int i = 0; i < 500; i++) {
            first.states.start(arn, "run-" + i, "{}");
        }
        await().until(() -> keptEnds() == 500);
        first.kill();

        Life second = begin();
        assertThat(second.states.executions(_ -> true))
                .hasSize(500)
                .allSatisfy(execution -> assertThat(execution.history()).hasSize(4));
        assertThat(Files.readAllLines(folder.resolve("executions.jsonl"))).hasSize(500);
        second.kill();

        timers.advance(Duration.ofDays(91));
        Map<String, ObjectNode> kept = new ExecutionArchive(Optional.of(folder)).open(timers.now());
        assertThat(kept).isEmpty();
    }
}
