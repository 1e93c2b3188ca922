package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.ExecutionArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Tests the file of executions: truncated and damaged lines, and the state that it does not contain.
class ExecutionArchiveTest extends RestartFixture {

    private static final String MIXED_OUTPUT = "{\"kept\":7,\"all\":[1,[1,1,1]]}";

    /// The executions end correctly, independent of the last line that was written.
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

    /// A line that was truncated within a character.
    private static byte[] torn(String line) {
        byte[] utf8 = (line.substring(0, line.length() / 2) + "Ü").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(utf8, utf8.length - 1);
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
        assertThat(new ExecutionArchive(Optional.of(folder)).open(timers.now())).isEmpty();
    }
}
