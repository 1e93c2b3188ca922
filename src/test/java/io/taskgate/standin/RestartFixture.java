package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.ExecutionArchive;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Executions that continue after a restart of the stand-ins: each life is one start with the same folder.
abstract class RestartFixture {

    static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", %s
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}""";

    static final String WATCHED = "\"S\": " + ASK.formatted("\"HeartbeatSeconds\": 10, \"TimeoutSeconds\": 30,");

    /// A definition with all kinds of waits, parallel and sequential.
    static final String MIXED = """
            "S": {"Type": "Pass", "Assign": {"kept": 7}, "Next": "Both"},
            "Both": {"Type": "Parallel", "Next": "Pause", "Branches": [
              {"StartAt": "A", "States": {"A": %s}},
              {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2, "End": true,
                "ItemProcessor": {"StartAt": "B", "States": {"B": %s}}}}}]},
            "Pause": {"Type": "Wait", "Seconds": 5, "Next": "Last"},
            "Last": {"Type": "Pass", "Parameters": {"kept.$": "$kept", "all.$": "$"}, "End": true}""".formatted(ASK.formatted(""), ASK.formatted(""));
    final ManualTimers timers = new ManualTimers();
    final List<Life> lives = new ArrayList<>();

    @TempDir
    Path folder;

    /// One start of the stand-ins' Step Functions.
    final class Life {

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

        /// Discards all later writes, as if the process had been killed.
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

    Life begin() throws IOException {
        return new Life(folder);
    }

    /// A life sets its timers only after its clock has passed some of them, which are due immediately.
    Execution ended(Execution execution) {
        await().until(() -> {
            timers.advance(Duration.ZERO);
            return execution.status() != Execution.Status.RUNNING;
        });
        return execution;
    }

    static String error(ThrowingCall call) {
        try {
            call.run();
            return "none";
        } catch (AwsError error) {
            return error.type();
        }
    }

    @FunctionalInterface
    interface ThrowingCall {
        void run();
    }

    /// Answers every token and advances the clock until the execution has ended.
    void finish(Life life, Execution execution, Set<String> tokens) {
        await().until(() -> {
            life.services.sent.forEach(
                    message -> tokens.add(message.path("token").asText()));
            tokens.forEach(token -> error(() -> life.states.succeed(token, "1")));
            timers.advance(Duration.ofSeconds(1));
            return execution.status() != Execution.Status.RUNNING;
        });
        assertThat(execution.status()).isEqualTo(Execution.Status.SUCCEEDED);
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("executions.jsonl"));
    }

    /// Returns the number of executions that are stored as succeeded, shortly after their end.
    long keptEnds() throws IOException {
        return lines().stream()
                .filter(line -> line.contains("\"status\":\"SUCCEEDED\""))
                .count();
    }
}
