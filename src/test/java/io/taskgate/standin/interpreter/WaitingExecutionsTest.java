package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.HotSpotDiagnosticMXBean;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs thousands of waiting executions: they end on time, in bounded memory, and without a thread for each.
@Tag("alone")
class WaitingExecutionsTest {

    private static final int WAITING = Integer.getInteger("standin.waiting", 5_001);
    private static final int BYTES_EACH = 32 * 1024;
    private static final String MACHINE = """
            {"StartAt": "Ask", "States": {"Ask": {"Type": "Task",
              "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "n.$": "$.n"}},
              "HeartbeatSeconds": 30, "TimeoutSeconds": 120, "End": true}}}""";

    private final ManualTimers timers = new ManualTimers();
    private final Map<Integer, String> tokens = new ConcurrentHashMap<>();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), this::sent, _ -> {});

    private JsonNode sent(Integrations.Call call) {
        JsonNode message = call.parameters().path("MessageBody");
        tokens.put(message.path("n").asInt(), message.path("token").asText());
        return StatesJson.object().put("MessageId", "1");
    }

    @Test
    void allEndOnTimeAndNoneHoldsAThread(@TempDir Path folder) throws IOException {
        String machine = states.create("waiting", MACHINE, "role").arn();
        long others = virtualThreads(folder);
        long before = used();
        List<Execution> executions = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            executions.add(states.start(machine, "run-" + i, "{\"n\": " + i + "}"));
        }
        await().until(() -> executions.stream().allMatch(each -> each.history().size() == 5));
        long each = (used() - before) / WAITING;
        // the threads of the last calls are ending
        await().until(() -> virtualThreads(folder) - others < WAITING / 100);
        Logger.getLogger(getClass().getName()).info(() -> WAITING + " waiting executions: " + each + " bytes each");

        // in groups of three: one sends heartbeats until its time-out, one is answered, one becomes silent
        pass(29, executions, 0);
        beat(executions);
        pass(1, executions, 1);
        for (int i = 0; i < 3; i++) {
            pass(i == 0 ? 28 : 29, executions, 1);
            beat(executions);
        }
        for (int i = 1; i < WAITING; i += 3) {
            states.succeed(tokens.get(i), "{}");
        }
        pass(3, executions, 2);
        pass(1, executions, 3);

        assertThat(executions)
                .allMatch(execution -> (execution.status() == Execution.Status.SUCCEEDED)
                        == (execution.data().path("n").asInt() % 3 == 1));
        assertThat(timers.pending()).isZero();
        assertThat(each).isLessThan(BYTES_EACH);
    }

    /// Advances the clock, after which exactly a number of thirds have ended.
    private void pass(int seconds, List<Execution> executions, int thirds) {
        timers.advance(Duration.ofSeconds(seconds));
        long expected = (long) WAITING / 3 * thirds;
        await().until(() -> ended(executions) >= expected);
        assertThat(ended(executions)).isEqualTo(expected);
    }

    /// Returns the executions that end by their time-out or by an answer.
    private void beat(List<Execution> executions) {
        for (int i = 0; i < executions.size(); i++) {
            if (i % 3 != 2) {
                states.heartbeat(tokens.get(i));
            }
        }
    }

    private static long ended(List<Execution> executions) {
        return executions.stream()
                .filter(execution -> execution.status() != Execution.Status.RUNNING)
                .count();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long virtualThreads(Path folder) throws IOException {
        Path dump = folder.resolve("threads-" + System.nanoTime() + ".txt");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(line -> line.startsWith("#") && line.contains("virtual"))
                    .count();
        }
    }
}
