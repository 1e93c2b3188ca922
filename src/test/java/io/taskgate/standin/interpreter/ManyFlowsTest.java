package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.RedriveStatus;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers branches and iterations from many threads at once, with failures, time-outs, stops and redrives:
/// every execution must end, with a complete history and no open task.
class ManyFlowsTest {

    private static final int EXECUTIONS = 150;
    private static final String TASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "HeartbeatSeconds": 5, "TimeoutSeconds": 20,
              "Retry": [{"ErrorEquals": ["States.Timeout", "Busy"], "MaxAttempts": 2}], "ResultPath": null, "End": true}""";

    private final ManualTimers timers = new ManualTimers();
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
    private final Set<String> issued = new HashSet<>();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), this::sent, _ -> {});

    private JsonNode sent(Integrations.Call call) {
        String token = call.parameters().path("MessageBody").asText();
        synchronized (issued) {
            issued.add(token);
        }
        tokens.add(token);
        return StatesJson.object().put("MessageId", "1");
    }

    private static String machine(String mode) {
        return """
                {"StartAt": "M", "States": {"M": {"Type": "Map", "MaxConcurrency": 3, "Retry": [{"ErrorEquals": ["Bad"], "MaxAttempts": 1}],
                  "ItemProcessor": {%s "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "A", "States": {"A": %s}}, {"StartAt": "B", "States": {"B": %s}},
                    {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": true}}}]}}}, "End": true}}}""".formatted(mode, TASK, TASK);
    }

    private void answer(long seed) {
        Random random = new Random(seed);
        for (String token = tokens.poll(); token != null; token = tokens.poll()) {
            int luck = random.nextInt(100);
            try {
                if (luck < 85) {
                    states.succeed(token, "{}");
                } else if (luck < 92) {
                    states.fail(token, new TaskOutcome.Failed("Busy", null));
                } else if (luck < 95) {
                    states.fail(token, new TaskOutcome.Failed("Bad", "worse"));
                }
            } catch (AwsError closed) {
                assertThat(closed.type()).isEqualTo("TaskTimedOut");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"},"})
    void everyExecutionEndsAndNothingStaysOpen(String mode) {
        String machine = states.create("many", machine(mode), "role").arn();
        List<Execution> executions = new ArrayList<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            executions.add(states.start(machine, "run-" + i, "[1, 2, 3, 4, 5]"));
        }
        Set<Execution> redriven = new HashSet<>();
        Random random = new Random(7);
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        for (int i = 0; i < 8; i++) {
                            long seed = random.nextLong();
                            workers.execute(() -> answer(seed));
                        }
                        executions.stream()
                                .filter(each ->
                                        RedriveStatus.status(each, timers.now()).isAllowed() && redriven.add(each))
                                .forEach(states::redrive);
                        // independent of the workers' speed: otherwise all executions would be stopped or
                        // time out before the workers answer
                        if (tokens.isEmpty()) {
                            if (random.nextInt(4) == 0) {
                                states.stop(executions.get(random.nextInt(EXECUTIONS)), StatesJson.object());
                            }
                            timers.advance(Duration.ofSeconds(1));
                        }
                        return executions.stream().noneMatch(each -> each.status() == Execution.Status.RUNNING);
                    });
        }

        await().untilAsserted(() -> assertThat(timers.pending()).isZero());
        assertThat(executions).anyMatch(each -> each.status() == Execution.Status.SUCCEEDED && each.redrives() == 1);
        assertThat(states.executions(_ -> true)).allSatisfy(ManyFlowsTest::isWhole);
        assertThat(issued).allSatisfy(this::isClosed);
    }

    private void isClosed(String token) {
        assertThatThrownBy(() -> states.heartbeat(token))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut"));
    }

    private static void isWhole(Execution execution) {
        List<Execution.Event> history = execution.history();
        for (int i = 0; i < history.size(); i++) {
            assertThat(history.get(i).id()).isEqualTo(i + 1);
            assertThat(history.get(i).previous()).isLessThanOrEqualTo(i);
        }
        assertThat(history.getLast().type()).startsWith("Execution");
        if (execution.status() == Execution.Status.SUCCEEDED
                && execution.mapRun().isEmpty()) {
            assertThat(execution.ending().path("output").asText()).matches("\\[\\[(\\d,?){3}](,\\[(\\d,?){3}]){4}]");
        }
    }

    @Test
    void stoppedWhileTheyBegin() {
        String machine = states.create("begun", machine(""), "role").arn();
        for (int i = 0; i < 300; i++) {
            Execution execution = states.start(machine, "run-" + i, "[1, 2, 3]");
            states.stop(execution, StatesJson.object());
        }
        await().untilAsserted(() -> assertThat(timers.pending()).isZero());
        assertThat(states.executions(_ -> true)).allSatisfy(ManyFlowsTest::isWhole);
    }
}
