package io.taskgate.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.fuzz.wire.RawRequest;
import io.taskgate.standin.StandInClients;
import io.taskgate.standin.StandIns;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Sends events to the bus and messages to the gateway's queue, half of them mutated. Thread-safe.
final class QueueEvents implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final EventBridgeClient bus;
    private final SqsClient sqs;
    private final String queue;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger notSent = new AtomicInteger();

    QueueEvents(StandIns aws) {
        bus = StandInClients.of(EventBridgeClient.builder(), aws.events());
        sqs = StandInClients.of(SqsClient.builder(), aws.sqs());
        queue = sqs.getQueueUrl(get -> get.queueName("callback-events")).queueUrl();
    }

    void send(LaneState state, Random random, String key) {
        ObjectNode event = EventFactory.any(state, random, key);
        try {
            if (random.nextInt(3) == 0) {
                bus.putEvents(put ->
                        put.entries(entry -> entry.source(event.path("source").asText())
                                .detailType(event.path("detail-type").asText())
                                .detail(event.path("detail").toString())));
            } else {
                RawRequest asRequest = RawRequest.of("event", "", "", "", event.toString());
                byte[] body = random.nextBoolean()
                        ? asRequest.body()
                        : BodyMutator.mutated(asRequest, random).body();
                sqs.sendMessage(send -> send.queueUrl(queue).messageBody(new String(body, StandardCharsets.UTF_8)));
            }
            sent.incrementAndGet();
        } catch (SdkException refused) {
            // too large, empty, or with characters that SQS does not accept
            notSent.incrementAndGet();
        }
    }

    /// Returns the number of accepted events and messages.
    int sent() {
        return sent.get();
    }

    int notSent() {
        return notSent.get();
    }

    /// Waits until the gateway has processed every message.
    ///
    /// @return the number of remaining messages
    int awaitEmpty(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        int left = waiting();
        while (left > 0 && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            left = waiting();
        }
        return left;
    }

    private int waiting() {
        return sqs
                .getQueueAttributes(get -> get.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @Override
    public void close() {
        bus.close();
        sqs.close();
    }
}
