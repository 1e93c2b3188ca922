package io.taskgate.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.payload.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/// Wraps the SQS calls of the gateway, and counts received and dead-lettered messages. Throws the exceptions
/// of the SDK. Thread-safe.
public final class SqsQueueClient {

    private static final int LONG_POLL_SECONDS = 20;

    /// The timeout of a receive call. All other calls have the default timeout of the client.
    private static final Duration LONG_POLL = Duration.ofSeconds(25);

    private static final int MAX_REASON = 1_000;
    private static final String REASON = "taskgate-reason";

    private final SqsClient client;
    private final Counter received;
    private final Counter deadLetters;

    public SqsQueueClient(SqsClient client, MeterRegistry meters) {
        this.client = client;
        received = Counter.builder("taskgate.events.received")
                .description("Messages received from the queue, each time")
                .register(meters);
        deadLetters = Counter.builder("taskgate.dead.letters")
                .description("Messages put into the dead-letter queue, with their reason")
                .register(meters);
    }

    /// Returns the URL of a queue from its URL or name.
    String url(String queue) {
        return queue.contains("/")
                ? queue
                : client.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /// Asks SQS for a queue, by name or URL.
    ///
    /// @throws QueueDoesNotExistException if there is none
    public void check(String queue) {
        client.getQueueAttributes(get -> get.queueUrl(url(queue)).attributeNames(QueueAttributeName.QUEUE_ARN));
    }

    List<Message> receive(String url, int most, Duration visibility) {
        List<Message> messages = client.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(LONG_POLL_SECONDS)
                        .visibilityTimeout((int) visibility.toSeconds())
                        .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                        .overrideConfiguration(wait ->
                                wait.apiCallAttemptTimeout(LONG_POLL).apiCallTimeout(LONG_POLL.multipliedBy(2))))
                .messages();
        received.increment(messages.size());
        return messages;
    }

    /// Returns the number of times a message was received, including this time: at least 1.
    static int receiveCount(Message message) {
        String count = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
        return count == null ? 1 : Math.max(1, Integer.parseInt(count));
    }

    void delete(String url, Message message) {
        client.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    void changeVisibility(String url, Message message, Duration visibility) {
        client.changeMessageVisibility(change -> change.queueUrl(url)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout((int) visibility.toSeconds()));
    }

    /// Returns the dead-letter queue of a redrive policy.
    Optional<String> deadLetterUrl(String url) {
        String policy = client.getQueueAttributes(
                        get -> get.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                .attributes()
                .get(QueueAttributeName.REDRIVE_POLICY);
        if (policy == null) {
            return Optional.empty();
        }
        try {
            JsonNode target =
                    Json.parse(policy.getBytes(StandardCharsets.UTF_8)).path("deadLetterTargetArn");
            String arn = target.asText();
            return Optional.of(url(arn.substring(arn.lastIndexOf(':') + 1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// @param reason [#sanitize(String)]
    void moveToDeadLetterQueue(String deadLetterUrl, Message message, String reason) {
        MessageAttributeValue why = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(reason)
                .build();
        client.sendMessage(send ->
                send.queueUrl(deadLetterUrl).messageBody(message.body()).messageAttributes(Map.of(REASON, why)));
        deadLetters.increment();
    }

    /// SQS refuses an empty text and most control characters (SendMessage, API reference 2026-08).
    static String sanitize(String reason) {
        String brief = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        String clean = brief.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
        return clean.isEmpty() ? "?" : clean;
    }

    /// Returns the reason of a dead letter; empty if SQS moved it there.
    static Optional<String> reason(Message deadLetter) {
        return Optional.ofNullable(deadLetter.messageAttributes().get(REASON)).map(MessageAttributeValue::stringValue);
    }

    /// Receives up to ten messages with all attributes, hidden for a while.
    List<Message> peek(String url, int most, Duration hidden) {
        return client.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(1)
                        .visibilityTimeout((int) hidden.toSeconds())
                        .messageAttributeNames(REASON)
                        .messageSystemAttributeNames(MessageSystemAttributeName.SENT_TIMESTAMP))
                .messages();
    }

    void send(String url, String body) {
        client.sendMessage(send -> send.queueUrl(url).messageBody(body));
    }
}
