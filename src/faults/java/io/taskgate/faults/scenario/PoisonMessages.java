package io.taskgate.faults.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.faults.GatewayFleet;
import io.taskgate.faults.TestBed;
import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Sends malformed messages to the gateways' queue and checks the dead letters. Each message has a unique
/// mark.
public final class PoisonMessages {

    private static final String QUEUE = "callback-events";
    private static final int REDRIVE_SECONDS = 60;

    /// Longer than a run reads the dead letters.
    private static final int LISTED_SECONDS = 3_600;

    private static final List<String> MESSAGES = List.of(
            "not JSON: MARK",
            "{\"half\": \"MARK\"",
            "[\"MARK\"]",
            "{\"detail-type\": \"Callback Succeeded\", \"detail\": \"MARK\"}",
            "{\"detail-type\": 7, \"detail\": {\"callbackId\": \"MARK\"}}",
            "{\"detail-type\": \"Callback Succeeded\", \"detail\": {\"callbackId\": [\"MARK\"], \"result\": 1}}",
            "{\"detail-type\": \"Callback Failed\", \"detail\": {\"service\": \"orders\", \"operation\": \"MARK\"}}",
            "{\"detail-type\": \"Callback Requested\", \"detail\": {\"unknown\": \"MARK\", \"taskToken\": {}}}");

    private final SqsClient sqs;
    private final Map<String, Integer> counts;
    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();

    public PoisonMessages(TestBed testBed, Map<String, Integer> counts) {
        this.sqs = testBed.sqs();
        this.counts = counts;
    }

    /// Sends one message of each kind.
    public void send() {
        String url = url(QUEUE);
        for (String message : MESSAGES) {
            String mark = "poison-" + number.incrementAndGet() + "-" + UUID.randomUUID();
            sqs.sendMessage(send -> send.queueUrl(url).messageBody(message.replace("MARK", mark)));
            sent.add(mark);
            GatewayFleet.count(counts, "poison");
        }
    }

    /// Returns whether the gateways' queue is empty. A message that a killed gateway had received, or that a
    /// gateway could not move to the dead-letter queue, stays hidden for up to 30 s, even if all executions
    /// have ended.
    public boolean isDrained() {
        var attributes = sqs.getQueueAttributes(get -> get.queueUrl(url(QUEUE))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().allMatch("0"::equals);
    }

    /// Redrives the messages that the queue itself moved after too many receives by killed processes, as an
    /// operator does (docs/operations.md). A message that a gateway moved has a reason and stays.
    public void redrive() {
        String letters = url(QUEUE + "-dlq");
        List<Message> all = new ArrayList<>();
        List<Message> some;
        do {
            some = receive(letters, REDRIVE_SECONDS);
            all.addAll(some);
        } while (!some.isEmpty());
        for (Message message : all) {
            if (!reason(message).isBlank()) {
                sqs.changeMessageVisibility(change -> change.queueUrl(letters)
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0));
                continue;
            }
            sqs.sendMessage(send -> send.queueUrl(url(QUEUE)).messageBody(message.body()));
            sqs.deleteMessage(delete -> delete.queueUrl(letters).receiptHandle(message.receiptHandle()));
            GatewayFleet.count(counts, "redriven dead letter");
        }
    }

    private String url(String queue) {
        return sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    private List<Message> receive(String letters, int visibilitySeconds) {
        return sqs.receiveMessage(receive -> receive.queueUrl(letters)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(visibilitySeconds)
                        .messageAttributeNames("All"))
                .messages();
    }

    /// Reads the dead letters.
    ///
    /// @return each dead letter's body with its reason
    public Map<String, String> deadLetters() {
        String url = url(QUEUE + "-dlq");
        Map<String, String> letters = new HashMap<>();
        List<Message> some;
        do {
            some = receive(url, LISTED_SECONDS);
            some.forEach(message -> letters.put(message.body(), reason(message)));
        } while (!some.isEmpty());
        return letters;
    }

    private static String reason(Message message) {
        var reason = message.messageAttributes().get("taskgate-reason");
        return reason == null ? "" : reason.stringValue();
    }

    public List<String> sent() {
        return sent;
    }

    /// Checks that each malformed message is a dead letter with a reason, and that no valid message is. A
    /// valid message without a reason was moved by the queue itself after too many receives by killed
    /// processes; its loss is detected as an open execution.
    ///
    /// @param sent the marks of the malformed messages
    /// @param letters the bodies of the dead letters with their reasons
    public static List<Violation> check(List<String> sent, Map<String, String> letters) {
        List<Violation> violations = new ArrayList<>();
        for (String mark : sent) {
            boolean isDeadLetter = letters.entrySet().stream()
                    .anyMatch(letter ->
                            letter.getKey().contains(mark) && !letter.getValue().isBlank());
            if (!isDeadLetter) {
                violations.add(new Violation(Invariant.DEAD_LETTERS, mark, "no dead letter with a reason"));
            }
        }
        letters.forEach((body, reason) -> {
            if (!reason.isBlank() && sent.stream().noneMatch(body::contains)) {
                violations.add(new Violation(
                        Invariant.DEAD_LETTERS, key(body), "a valid message is a dead letter: " + reason));
            }
        });
        return violations;
    }

    private static String key(String body) {
        try {
            JsonNode detail = ParticipantLog.parse(body).path("detail");
            return detail.path("correlationKey")
                    .asText(detail.path("callbackId").asText());
        } catch (java.io.UncheckedIOException wrong) {
            return "?";
        }
    }
}
