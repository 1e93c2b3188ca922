package io.taskgate.testing.gateway;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Events of other sources on the stand-ins' bus and queue, and the dead letters.
public final class EventFixture {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<Message> DEAD = new CopyOnWriteArrayList<>();

    private final EventBridgeClient bus =
            ExecutionFixture.client(EventBridgeClient.builder(), LocalAws.aws().events());
    private final SqsClient sqs =
            ExecutionFixture.client(SqsClient.builder(), LocalAws.aws().sqs());
    private final String queue =
            sqs.getQueueUrl(get -> get.queueName("callback-events")).queueUrl();
    private final String deadLetters =
            sqs.getQueueUrl(get -> get.queueName("callback-events-dlq")).queueUrl();

    /// Publishes an event on the bus `default` as another service.
    public void put(String detailType, String detail) {
        put("a.service", detailType, detail);
    }

    public void put(String source, String detailType, String detail) {
        var result = bus.putEvents(put ->
                put.entries(entry -> entry.source(source).detailType(detailType).detail(detail)));
        if (result.failedEntryCount() != 0) {
            throw new IllegalStateException(result.toString());
        }
    }

    /// Creates a rule that sends matching events to the gateway's queue.
    public void route(String name, String pattern) {
        bus.putRule(put -> put.name(name).eventPattern(pattern));
        bus.putTargets(put -> put.rule(name)
                .targets(target -> target.id("queue").arn("arn:aws:sqs:us-east-1:000000000000:callback-events")));
    }

    /// Creates a rule that sends the events of a source to `POST /v1/events` by an API destination.
    public void routeToApi(String source, String apiKey) {
        String connection = bus.createConnection(create -> create.name(source)
                        .authorizationType("API_KEY")
                        .authParameters(auth -> auth.apiKeyAuthParameters(
                                key -> key.apiKeyName("X-Api-Key").apiKeyValue(apiKey))))
                .connectionArn();
        String destination = bus.createApiDestination(create -> create.name(source)
                        .connectionArn(connection)
                        .httpMethod("POST")
                        .invocationEndpoint("http://127.0.0.1:" + RestAssured.port + "/v1/events"))
                .apiDestinationArn();
        bus.putRule(put -> put.name(source).eventPattern("{\"source\": [\"" + source + "\"]}"));
        bus.putTargets(put -> put.rule(source)
                .targets(target -> target.id("api").arn(destination).roleArn("arn:aws:iam::000000000000:role/local")));
    }

    /// Sends a message directly to the queue.
    public void send(String body, Map<String, MessageAttributeValue> attributes) {
        sqs.sendMessage(send -> send.queueUrl(queue).messageBody(body).messageAttributes(attributes));
    }

    /// Waits for the dead letter whose body contains `tag`.
    public Message awaitDeadLetter(String tag) {
        await("dead letter of " + tag)
                .atMost(PATIENCE)
                .until(() -> !deadLetters(tag).isEmpty());
        return deadLetters(tag).getFirst();
    }

    public List<Message> deadLetters(String tag) {
        DEAD.addAll(sqs.receiveMessage(receive -> receive.queueUrl(deadLetters)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(3_600)
                        .messageAttributeNames("All"))
                .messages());
        return DEAD.stream().filter(message -> message.body().contains(tag)).toList();
    }

    /// Returns the number of messages that are not deleted yet, visible or in flight.
    public int waiting() {
        Map<QueueAttributeName, String> attributes = sqs.getQueueAttributes(get -> get.queueUrl(queue)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    public void awaitEmptyQueue() {
        await("an empty queue").atMost(PATIENCE).until(() -> waiting() == 0);
    }
}
