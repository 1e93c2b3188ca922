package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.StandIns;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Starts executions, provides their task tokens for registration, and reads the links of batch runners.
/// Thread-safe.
final class FuzzStateMachines implements AutoCloseable {

    static final String WAITING = FuzzConfiguration.MACHINES + "fuzz-wait";

    /// A state machine whose executions end immediately.
    static final String QUICK = FuzzConfiguration.MACHINES + "fuzz-quick";

    /// A state machine whose executions report their links and continue for a while.
    static final String TOLD = FuzzConfiguration.MACHINES + "fuzz-told";

    private static final int READY = 200;
    private static final int STARTERS = 6;
    private static final int PATIENCE_SECONDS = 20;
    private static final String WAIT = """
        {"StartAt": "Wait", "States": {"Wait": {"Type": "Task",
          "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken", "TimeoutSeconds": 36000,
          "Parameters": {"Entries": [{"Source": "fuzz.tokens", "DetailType": "Token", "EventBusName": "default",
            "Detail": {"token.$": "$$.Task.Token", "execution.$": "$$.Execution.Id"}}]}, "End": true}}}\
        """;
    private static final String TELL = """
        {"StartAt": "Tell", "States": {
          "Tell": {"Type": "Task", "Resource": "arn:aws:states:::events:putEvents",
            "Parameters": {"Entries": [{"Source": "fuzz.runners", "DetailType": "Runner",
              "EventBusName": "default", "Detail": {"taskgate.$": "$.taskgate"}}]}, "Next": "Work"},
          "Work": {"Type": "Wait", "Seconds": 15, "Next": "Done"},
          "Done": {"Type": "Pass", "Result": {"done": true}, "End": true}}}\
        """;
    private static final String PASS = """
        {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "Result": {"done": true}, "End": true}}}\
        """;

    private final StandIns aws;
    private final BlockingQueue<Waiting> ready = new ArrayBlockingQueue<>(READY);
    private final BlockingQueue<Waiting> issued = new LinkedBlockingQueue<>();
    private final Map<String, Queue<JsonNode>> runners = new ConcurrentHashMap<>();
    private final AtomicBoolean running = new AtomicBoolean(true);

    /// An execution with the token that it waits for.
    record Waiting(String execution, String token) {}

    FuzzStateMachines(StandIns aws) {
        this.aws = aws;
        aws.createStateMachine("fuzz-wait", WAIT);
        aws.createStateMachine("fuzz-quick", PASS);
        aws.createStateMachine("fuzz-told", TELL);
        aws.bus().subscribe("{\"source\": [\"fuzz.tokens\"]}", event -> issued.add(waiting(event.path("detail"))));
        aws.bus()
                .subscribe(
                        "{\"source\": [\"fuzz.runners\"]}",
                        event -> of(event.at("/detail/taskgate/batchId").asText())
                                .add(event.at("/detail/taskgate")));
        for (int i = 0; i < STARTERS; i++) {
            Thread.startVirtualThread(this::start);
        }
    }

    private static Waiting waiting(JsonNode detail) {
        return new Waiting(
                detail.path("execution").asText(), detail.path("token").asText());
    }

    private void start() {
        while (running.get()) {
            try {
                aws.startNamed("fuzz-wait", "{}");
                Waiting next = issued.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                while (next != null && running.get() && !ready.offer(next, 1, TimeUnit.SECONDS)) {
                    // enough executions are ready
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Returns an execution with the token that it waits for.
    Waiting next() throws InterruptedException {
        Waiting next = ready.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("The stand-ins no longer start executions.");
        }
        return next;
    }

    /// Returns the `taskgate` member of a runner's input, once for each runner.
    Optional<JsonNode> runner(String batch) {
        return Optional.ofNullable(of(batch).poll());
    }

    private Queue<JsonNode> of(String batch) {
        return runners.computeIfAbsent(batch, absent -> new ConcurrentLinkedQueue<>());
    }

    @Override
    public void close() {
        running.set(false);
    }
}
