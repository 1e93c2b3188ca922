package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The stand-ins with the state machine of the scenarios and a subscriber of their event bus. Appends each
/// call with its time to the truth log. Thread-safe.
public final class TestBed implements AutoCloseable {

    static final String REQUESTED = "OrderApprovalRequested";
    public static final String LOST = "Task.Lost";

    /// The time-out of the state is longer than the run, so an execution whose outcome was lost stays open
    /// and is detected.
    private static final String MACHINE = """
            {"StartAt": "Await", "States": {"Await": {
              "Type": "Task", "Resource": "arn:aws:states:::events:putEvents.waitForTaskToken",
              "Parameters": {"Entries": [{"Source": "workflow", "DetailType": "Token Issued", "EventBusName": "default",
                "Detail": {"token.$": "$$.Task.Token", "entered.$": "$$.State.EnteredTime",
                  "retry.$": "$$.State.RetryCount", "key.$": "$.key"}}]},
              "TimeoutSeconds": 36000,
              "Retry": [{"ErrorEquals": ["Task.Lost", "Taskgate.Timeout", "Taskgate.HeartbeatTimeout"],
                "IntervalSeconds": 1, "MaxAttempts": 5, "BackoffRate": 1.0}],
              "End": true}}}""";

    private final StandIns aws;
    private final String machine;
    private static final long AGAIN_MILLIS = 100;

    private final SfnClient sfn;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final Map<String, BlockingQueue<JsonNode>> tokens = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<JsonNode>> requests = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acceptedSuccesses = new AtomicInteger();
    private final Thread copier;

    TestBed(Path truth) throws IOException {
        aws = StandIns.start(Ports.FREE);
        machine = aws.createStateMachine("faults", MACHINE);
        sfn = StandInClients.of(SfnClient.builder(), aws.states());
        events = StandInClients.of(EventBridgeClient.builder(), aws.events());
        sqs = StandInClients.of(SqsClient.builder(), aws.sqs());
        aws.bus().subscribe("{\"source\": [\"workflow\"]}", event -> enqueue(event, "key", tokens));
        aws.bus()
                .subscribe(
                        "{\"detail-type\": [\"" + REQUESTED + "\"]}",
                        event -> enqueue(event, "correlationKey", requests));
        ParticipantLog log = new ParticipantLog(truth);
        copier = Thread.ofPlatform().daemon().name("truth").start(() -> copy(log));
    }

    StandIns aws() {
        return aws;
    }

    public SqsClient sqs() {
        return sqs;
    }

    private static void enqueue(JsonNode event, String key, Map<String, BlockingQueue<JsonNode>> into) {
        JsonNode detail = event.path("detail");
        of(detail.path(key).asText(), into).add(detail);
    }

    private static BlockingQueue<JsonNode> of(String key, Map<String, BlockingQueue<JsonNode>> all) {
        return all.computeIfAbsent(key, absent -> new LinkedBlockingQueue<>());
    }

    /// Returns the tokens that were issued for a scenario, in order.
    public BlockingQueue<JsonNode> tokens(String key) {
        return of(key, tokens);
    }

    /// Returns the requests that were published for a scenario.
    public BlockingQueue<JsonNode> requests(String key) {
        return of(key, requests);
    }

    public void forget(String key) {
        tokens.remove(key);
        requests.remove(key);
    }

    public String start(String key) {
        started.incrementAndGet();
        return sfn.startExecution(start -> start.stateMachineArn(machine)
                        .name(key)
                        .input(ParticipantLog.line().put("key", key).toString()))
                .executionArn();
    }

    /// Fails a task without the gateway. The call is exempt from faults, because a strike with its token
    /// would count as a strike of a report.
    public void lose(String token) throws InterruptedException {
        boolean lost = false;
        while (!lost) {
            try {
                sfn.sendTaskFailure(fail -> fail.taskToken(token)
                        .error(LOST)
                        .cause("The workflow no longer waits.")
                        .overrideConfiguration(of -> of.putHeader(StandIns.EXEMPT, "harness")));
                lost = true;
            } catch (TaskTimedOutException applied) {
                // an earlier attempt was applied, but its reply was late
                lost = true;
            } catch (SdkException slow) {
                Thread.sleep(AGAIN_MILLIS);
            }
        }
    }

    /// Publishes an event.
    ///
    /// @return the event's ID; empty if the bus did not accept it
    public String publish(String detailType, ObjectNode detail) {
        var entry = events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                        .source("faults")
                        .detailType(detailType)
                        .detail(detail.toString())
                        .build()))
                .entries()
                .getFirst();
        return entry.eventId() == null ? "" : entry.eventId();
    }

    /// Returns the number of executions that have not ended.
    int open() {
        return started.get() - ended.size();
    }

    int started() {
        return started.get();
    }

    /// Returns the number of successes that Step Functions accepted.
    int acceptedSuccesses() {
        return acceptedSuccesses.get();
    }

    /// Returns the active fault rules with the number of calls that each rule has struck.
    JsonNode rules() {
        try (InputStream page = aws.states().resolve("/_local/faults").toURL().openStream()) {
            return ParticipantLog.JSON.readTree(page).path("rules");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int struck() {
        int struck = 0;
        for (JsonNode rule : rules()) {
            struck += rule.path("struck").asInt();
        }
        return struck;
    }

    public boolean isEnded(String execution) {
        return ended.contains(execution);
    }

    private void copy(ParticipantLog log) {
        try (log;
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        aws.states().resolve("/_local/truth").toURL().openStream(), StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                ObjectNode line = (ObjectNode) ParticipantLog.parse(text);
                line.set("recordedAt", line.get("at"));
                if (isRelevant(line)) {
                    log.write(line);
                }
                switch (line.path("applied").asText()) {
                    case "ExecutionEnd" -> ended.add(line.path("executionArn").asText());
                    case "SendTaskSuccess" -> acceptedSuccesses.incrementAndGet();
                    default -> {
                        // no counter
                    }
                }
            }
        } catch (IOException gone) {
            // the stand-ins have stopped
        }
    }

    /// Skips the ledger's own writes: they are numerous, and no rule uses them.
    private static boolean isRelevant(JsonNode line) {
        return line.has("struck")
                || line.path("applied").asText().matches("SendTask.*|StartExecution|ExecutionEnd|Delivery.+");
    }

    @Override
    public void close() {
        sfn.close();
        events.close();
        sqs.close();
        aws.close();
        try {
            copier.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
