package io.taskgate.testing.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/// An SQS client with the messages of a test, which fails on request. A received message never becomes
/// visible again. Thread-safe.
public final class FakeSqs implements SqsClient {

    public final List<String> deleted = new CopyOnWriteArrayList<>();
    public final List<SendMessageRequest> sent = new CopyOnWriteArrayList<>();
    public final List<ChangeMessageVisibilityRequest> hidden = new CopyOnWriteArrayList<>();
    public final List<ReceiveMessageRequest> received = new CopyOnWriteArrayList<>();
    public final List<Integer> asked = new CopyOnWriteArrayList<>();
    private volatile Consumer<ChangeMessageVisibilityRequest> onHide = _ -> {};
    private final Queue<Message> waiting = new ArrayDeque<>();
    private volatile Supplier<@Nullable Throwable> failure = () -> null;

    public void put(String id) {
        put(id, 1);
    }

    /// @param receives the receive count of the message when it is received
    public synchronized void put(String id, int receives) {
        waiting.add(Message.builder()
                .messageId(id)
                .attributesWithStrings(Map.of("ApproximateReceiveCount", String.valueOf(receives)))
                .body(id)
                .receiptHandle("receipt of " + id)
                .build());
        notifyAll();
    }

    /// Sets an action that runs during each change of a visibility timeout.
    public void onHide(Consumer<ChangeMessageVisibilityRequest> does) {
        onHide = does;
    }

    /// Sets a supplier of the exception of each receive; it returns null for success.
    public void failing(Supplier<@Nullable Throwable> with) {
        failure = with;
    }

    @Override
    public synchronized ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        switch (failure.get()) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case Throwable other -> throw new IllegalStateException(other);
            case null -> {}
        }
        received.add(request);
        asked.add(request.maxNumberOfMessages());
        try {
            while (waiting.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        List<Message> batch = new ArrayList<>();
        while (batch.size() < request.maxNumberOfMessages() && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return ReceiveMessageResponse.builder().messages(batch).build();
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        deleted.add(request.receiptHandle().substring("receipt of ".length()));
        return DeleteMessageResponse.builder().build();
    }

    @Override
    public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
        onHide.accept(request);
        hidden.add(request);
        return ChangeMessageVisibilityResponse.builder().build();
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        sent.add(request);
        return SendMessageResponse.builder().build();
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        return GetQueueUrlResponse.builder()
                .queueUrl("https://queues/" + request.queueName())
                .build();
    }

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
        return GetQueueAttributesResponse.builder()
                .attributes(Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\": \"arn:aws:sqs:us-east-1:1:dead\", \"maxReceiveCount\": 5}"))
                .build();
    }

    @Override
    public String serviceName() {
        return "sqs";
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
