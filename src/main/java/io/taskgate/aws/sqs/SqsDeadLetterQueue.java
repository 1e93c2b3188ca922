package io.taskgate.aws.sqs;

import io.taskgate.aws.client.AwsErrors;
import io.taskgate.event.unmatched.DeadLetterQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/// Reads the dead-letter queue of the redrive policy of the event queue. SQS returns a message only by
/// receiving it: reading hides the messages from other readers until it is done.
public final class SqsDeadLetterQueue implements DeadLetterQueue {

    private static final Logger LOG = Logger.getLogger(SqsDeadLetterQueue.class);
    private static final int BATCH = 10;
    private static final Duration HIDDEN = Duration.ofSeconds(30);

    private final SqsQueueClient queues;
    private final Optional<String> queue;

    /// @param queue the name or URL of the event queue
    public SqsDeadLetterQueue(SqsQueueClient queues, Optional<String> queue) {
        this.queues = queues;
        this.queue = queue.filter(name -> !name.isBlank());
    }

    private record Urls(String queue, String deadLetters) {}

    @Override
    public List<DeadLetter> list(int most) {
        return callSqs(urls -> {
            Map<String, Message> seen = new LinkedHashMap<>();
            try {
                receive(urls, most, seen);
                return seen.values().stream()
                        .map(SqsDeadLetterQueue::deadLetter)
                        .toList();
            } finally {
                makeVisible(urls, seen);
            }
        });
    }

    @Override
    public List<String> redrive(Set<String> ids, int most) {
        return callSqs(urls -> {
            Map<String, Message> seen = new LinkedHashMap<>();
            List<String> redriven = new ArrayList<>();
            try {
                receive(urls, MAX_MESSAGES, seen);
                List<Message> wanted = seen.values().stream()
                        .filter(message -> ids.isEmpty() || ids.contains(message.messageId()))
                        .limit(most)
                        .toList();
                for (Message message : wanted) {
                    queues.send(urls.queue(), message.body());
                    queues.delete(urls.deadLetters(), message);
                    seen.remove(message.messageId());
                    redriven.add(message.messageId());
                    LOG.infof("Dead letter redriven: messageId=%s", message.messageId());
                }
                return redriven;
            } finally {
                makeVisible(urls, seen);
            }
        });
    }

    private <T> T callSqs(Function<Urls, T> what) {
        String name = queue.orElseThrow(() -> new NoDeadLettersException("taskgate.events.queue is not set."));
        try {
            String url = queues.url(name);
            String deadLetters = queues.deadLetterUrl(url)
                    .orElseThrow(() -> new NoDeadLettersException(
                            "The queue " + name + " has no redrive policy with a dead-letter queue."));
            return what.apply(new Urls(url, deadLetters));
        } catch (SdkException e) {
            throw new DeadLettersUnavailableException(
                    "The dead-letter queue is unavailable: " + AwsErrors.describe(e), e);
        }
    }

    private void receive(Urls urls, int most, Map<String, Message> seen) {
        int before;
        do {
            before = seen.size();
            queues.peek(urls.deadLetters(), Math.min(BATCH, most - before), HIDDEN)
                    .forEach(message -> seen.put(message.messageId(), message));
        } while (seen.size() > before && seen.size() < most);
    }

    private void makeVisible(Urls urls, Map<String, Message> seen) {
        seen.values().forEach(message -> {
            try {
                queues.changeVisibility(urls.deadLetters(), message, Duration.ZERO);
            } catch (SdkException e) {
                LOG.debugf("Dead letter stays hidden until its visibility timeout: messageId=%s", message.messageId());
            }
        });
    }

    private static DeadLetter deadLetter(Message message) {
        String sent = message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0");
        return new DeadLetter(
                message.messageId(),
                Instant.ofEpochMilli(Long.parseLong(sent)),
                SqsQueueClient.reason(message).orElse(null),
                message.body());
    }
}
