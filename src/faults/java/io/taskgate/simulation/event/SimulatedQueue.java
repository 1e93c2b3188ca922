package io.taskgate.simulation.event;

import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedFaultSchedule;
import io.taskgate.simulation.world.SimulatedScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/// A standard SQS queue with a dead-letter queue. Messages arrive out of order, some late and some twice, and
/// are hidden for a while after each receive. Calls take time and may fail before or after they are applied.
public final class SimulatedQueue implements SqsClient {

    public static final String NAME = "events";
    private static final String URL = "https://queues/";
    private static final Duration FAST = Duration.ofMillis(2);
    private static final Duration USUAL = Duration.ofMillis(30);
    private static final Duration LATEST = Duration.ofSeconds(20);

    /// The settings of the stack.
    private static final int MOST_RECEIVES = 20;

    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<DeadLetter> dead = new ArrayList<>();
    private final SimulatedScheduler.Signal shown = new SimulatedScheduler.Signal();
    private final SimulatedScheduler.Signal buried = new SimulatedScheduler.Signal();
    private int numbers;

    public SimulatedQueue(SimulatedScheduler scheduler, SimulatedFaultSchedule faults) {
        this.scheduler = scheduler;
        this.faults = faults;
    }

    /// @param reason null if the queue itself moved it after too many receives
    public record DeadLetter(String body, @Nullable String reason) {}

    private static final class Entry {
        private final String id;
        private final String body;
        private long shownAt;
        private int receives;

        private Entry(String id, String body) {
            this.id = id;
            this.body = body;
        }

        private String receipt() {
            return id + "/" + receives;
        }
    }

    public List<DeadLetter> deadLetters() {
        return dead;
    }

    /// Raised when a dead letter is added.
    public SimulatedScheduler.Signal buried() {
        return buried;
    }

    /// Adds an event from the bus, which stays in the queue until it is deleted. For threads of
    /// [io.taskgate.simulation.world.SimulatedWorld#outside()].
    void put(String body) {
        scheduler.sleep(faults.between(FAST, USUAL));
        add(body);
        if (faults.occurs(SimulatedFault.DELIVERED_TWICE)) {
            scheduler.later(faults.between(Duration.ZERO, LATEST), () -> add(body));
        }
    }

    private void add(String body) {
        Entry entry = new Entry("m-" + ++numbers, body);
        entries.put(entry.id, entry);
        hide(entry, faults.occurs(SimulatedFault.EVENT_LATE) ? faults.between(Duration.ZERO, LATEST) : Duration.ZERO);
    }

    private void hide(Entry entry, Duration time) {
        entry.shownAt = scheduler.now() + time.toNanos();
        scheduler.later(time, shown::raise);
    }

    /// @return whether the call fails after it has been applied
    private boolean begin() {
        scheduler.sleep(faults.between(FAST, USUAL));
        if (!faults.occurs(SimulatedFault.QUEUE_FAILED)) {
            return false;
        }
        if (faults.tossed()) {
            throw failed();
        }
        return true;
    }

    private static SdkClientException failed() {
        return SdkClientException.create("connection reset");
    }

    private static <T> T end(boolean fails, T reply) {
        if (fails) {
            throw failed();
        }
        return reply;
    }

    private List<Entry> visible() {
        return entries.values().stream()
                .filter(entry -> entry.shownAt <= scheduler.now())
                .toList();
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        boolean fails = begin();
        try {
            scheduler.awaitInterruptibly(
                    shown,
                    () -> !visible().isEmpty(),
                    scheduler.now()
                            + Duration.ofSeconds(request.waitTimeSeconds()).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SdkClientException.create("interrupted", e);
        }
        List<Entry> waiting = new ArrayList<>(visible());
        List<Message> received = new ArrayList<>();
        while (!waiting.isEmpty() && received.size() < request.maxNumberOfMessages()) {
            Entry entry = waiting.remove(faults.upTo(waiting.size() - 1));
            if (entry.receives == MOST_RECEIVES) {
                entries.remove(entry.id);
                bury(new DeadLetter(entry.body, null));
            } else {
                entry.receives++;
                hide(entry, Duration.ofSeconds(request.visibilityTimeout()));
                received.add(Message.builder()
                        .messageId(entry.id)
                        .receiptHandle(entry.receipt())
                        .body(entry.body)
                        .attributesWithStrings(Map.of("ApproximateReceiveCount", String.valueOf(entry.receives)))
                        .build());
            }
        }
        return end(fails, ReceiveMessageResponse.builder().messages(received).build());
    }

    private void bury(DeadLetter letter) {
        dead.add(letter);
        buried.raise();
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        boolean fails = begin();
        entries.values().removeIf(entry -> entry.receipt().equals(request.receiptHandle()));
        return end(fails, DeleteMessageResponse.builder().build());
    }

    @Override
    public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
        boolean fails = begin();
        entries.values().stream()
                .filter(entry -> entry.receipt().equals(request.receiptHandle()))
                .findFirst()
                .ifPresent(entry -> hide(entry, Duration.ofSeconds(request.visibilityTimeout())));
        return end(fails, ChangeMessageVisibilityResponse.builder().build());
    }

    /// Gateways send messages to the dead-letter queue only.
    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        boolean fails = begin();
        MessageAttributeValue reason = request.messageAttributes().get("taskgate-reason");
        bury(new DeadLetter(request.messageBody(), reason == null ? null : reason.stringValue()));
        return end(fails, SendMessageResponse.builder().build());
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        return end(
                begin(),
                GetQueueUrlResponse.builder()
                        .queueUrl(URL + request.queueName())
                        .build());
    }

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
        String policy = "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:123456789012:dead\"}";
        return end(
                begin(),
                GetQueueAttributesResponse.builder()
                        .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy))
                        .build());
    }

    @Override
    public String serviceName() {
        return "sqs";
    }

    @Override
    public void close() {}
}
