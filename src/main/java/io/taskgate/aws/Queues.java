package io.taskgate.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The few things asked of SQS. Throws the SDK's exceptions. Safe for many threads.
record Queues(SqsClient client) {

    private static final int LONG_POLL_SECONDS = 20;
    private static final int MAX_REASON = 1_000;

    /// The URL of a queue that is given by its URL or its name.
    String url(String queue) {
        return queue.contains("/")
                ? queue
                : client.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    List<Message> receive(String url, int most, Duration visibility) {
        return client.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(LONG_POLL_SECONDS)
                        .visibilityTimeout((int) visibility.toSeconds()))
                .messages();
    }

    void delete(String url, Message message) {
        client.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    void hide(String url, Message message, Duration visibility) {
        client.changeMessageVisibility(change -> change.queueUrl(url)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout((int) visibility.toSeconds()));
    }

    /// Where a queue's dead letters go, by its redrive policy.
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

    void bury(String deadLetterUrl, Message message, String reason) {
        String brief = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        MessageAttributeValue why = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(brief)
                .build();
        client.sendMessage(send -> send.queueUrl(deadLetterUrl)
                .messageBody(message.body())
                .messageAttributes(Map.of("taskgate-reason", why)));
    }
}
