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

/// The stand-ins with the state machine of the scenarios, and the listener of their bus. Each call is copied
/// into a file as it happens, with its time. Thread-safe.
public final class TestBed implements AutoCloseable {

    static final String REQUESTED = "OrderApprovalRequested";
    public static final String LOST = "Task.Lost";

    /// A task that nobody settles keeps its execution open until long after the run: that is how a loss is
    /// seen.
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
    private final AtomicInteger answered = new AtomicInteger();
    private final Thread copier;

    TestBed(Path truth) throws IOException {
        aws = StandIns.start(Ports.FREE);
        machine = aws.createStateMachine("faults", MACHINE);
        sfn = StandInClients.of(SfnClient.builder(), aws.states());
        events = StandInClients.of(EventBridgeClient.builder(), aws.events());
        sqs = StandInClients.of(SqsClient.builder(), aws.sqs());
        aws.bus().subscribe("{\"source\": [\"workflow\"]}", event -> keep(event, "key", tokens));
        aws.bus()
                .subscribe(
                        "{\"detail-type\": [\"" + REQUESTED + "\"]}", event -> keep(event, "correlationKey", requests));
        ParticipantLog log = new ParticipantLog(truth);
        copier = Thread.ofPlatform().daemon().name("truth").start(() -> copy(log));
    }

    StandIns aws() {
        return aws;
    }

    public SqsClient sqs() {
        return sqs;
    }

    private static void keep(JsonNode event, String key, Map<String, BlockingQueue<JsonNode>> into) {
        JsonNode detail = event.path("detail");
        of(detail.path(key).asText(), into).add(detail);
    }

    private static BlockingQueue<JsonNode> of(String key, Map<String, BlockingQueue<JsonNode>> all) {
        return all.computeIfAbsent(key, absent -> new LinkedBlockingQueue<>());
    }

    /// The tokens that were issued for a play, in order.
    public BlockingQueue<JsonNode> tokens(String key) {
        return of(key, tokens);
    }

    /// The requests that were published for a play.
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

    /// Ends a task behind the gateway's back. No fault strikes it: what strikes a call with this token struck a
    /// report.
    public void lose(String token) throws InterruptedException {
        boolean lost = false;
        while (!lost) {
            try {
                sfn.sendTaskFailure(fail -> fail.taskToken(token)
                        .error(LOST)
                        .cause("given up")
                        .overrideConfiguration(of -> of.putHeader(StandIns.EXEMPT, "harness")));
                lost = true;
            } catch (TaskTimedOutException applied) {
                // an earlier try's reply came too late
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

    /// Executions that were started and have not ended.
    int open() {
        return started.get() - ended.size();
    }

    int started() {
        return started.get();
    }

    /// Successes that Step Functions took.
    int answered() {
        return answered.get();
    }

    /// The fault rules in force, and the number of calls that each one has struck.
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
                line.set("told", line.get("at"));
                if (isOfUse(line)) {
                    log.write(line);
                }
                switch (line.path("applied").asText()) {
                    case "ExecutionEnd" -> ended.add(line.path("executionArn").asText());
                    case "SendTaskSuccess" -> answered.incrementAndGet();
                    default -> {
                        // counts for nothing here
                    }
                }
            }
        } catch (IOException gone) {
            // the stand-ins end
        }
    }

    /// The ledger's own writes are many, and no rule asks for them.
    private static boolean isOfUse(JsonNode line) {
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
