package io.taskgate.standin.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Tests deliveries of rules to queues and state machines: failures are retried and end in the dead-letter
/// queue.
class EventDeliveriesTest extends EventDeliveriesFixture {

    private static final String ACCOUNT = "arn:aws:sqs:us-east-1:000000000000:";

    private String queue(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    private Message received(String url) {
        return await().until(
                        () -> sqs.receiveMessage(receive -> receive.queueUrl(url)
                                        .waitTimeSeconds(1)
                                        .messageAttributeNames("All")
                                        .attributeNames(QueueAttributeName.ALL))
                                .messages(),
                        messages -> !messages.isEmpty())
                .getFirst();
    }

    @Test
    void aQueueGetsWhatTheTransformerMakes() {
        String url = queue("orders");
        rule(Target.builder()
                .id("t")
                .arn(ACCOUNT + "orders")
                .inputTransformer(input -> input.inputPathsMap(Map.of("id", "$.detail.id"))
                        .inputTemplate("{\"order\": <id>, \"by\": \"<aws.events.rule-name>\"}"))
                .build());

        event("{\"id\": \"o1\"}");

        assertThat(received(url).body()).isEqualTo("{\"order\": \"o1\", \"by\": \"shop\"}");
        await().until(() -> truth("Delivery").size() == 1);
        assertThat(truth("Delivery").getFirst().path("eventId").asText())
                .isEqualTo(truth("PutEvents").getFirst().path("eventId").asText());
    }

    @Test
    void aFifoQueueGetsItsGroup() {
        String url = sqs.createQueue(create ->
                        create.queueName("orders.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();
        rule(Target.builder()
                .id("t")
                .arn(ACCOUNT + "orders.fifo")
                .sqsParameters(parameters -> parameters.messageGroupId("g1"))
                .build());

        event("{}");

        assertThat(received(url).attributesAsStrings()).containsEntry("MessageGroupId", "g1");
    }

    @Test
    void aDisabledRuleDeliversNothing() {
        String url = queue("orders");
        rule(Target.builder().id("t").arn(ACCOUNT + "orders").build());
        events.disableRule(disable -> disable.name("shop"));
        event("{\"n\": 1}");
        events.enableRule(enable -> enable.name("shop"));
        event("{\"n\": 2}");

        assertThat(received(url).body()).contains("\"n\":2");
        await().until(() -> !truth("Delivery").isEmpty());
        assertThat(truth("Delivery")).hasSize(1);
    }

    @Test
    void anEventIsDeliveredTwiceOrLate() {
        queue("orders");
        rule(Target.builder().id("t").arn(ACCOUNT + "orders").build());
        aws.faults()
                .set(List.of(
                        Fault.read(StatesJson.parsed(
                                "{\"operation\": \"Deliver\", \"kind\": \"reorder\", \"millis\": 700, \"times\": 1}")),
                        Fault.read(StatesJson.parsed("{\"operation\": \"*\", \"kind\": \"duplicate\"}"))));

        event("{\"n\": 1}");
        event("{\"n\": 2}");

        await().until(() -> truth("Delivery").size() == 2 && timers.pending() == 1);
        timers.advance(Duration.ofMillis(699));
        assertThat(timers.pending()).isEqualTo(1);
        timers.advance(Duration.ofMillis(1));
        await().until(() -> truth("Delivery").size() == 3);
        assertThat(truth("Delivery"))
                .extracting(line -> line.path("fault").asText())
                .containsExactly("duplicate", "duplicate", "reorder");
    }

    @Test
    void aStateMachineStartsWithTheEvent() {
        String machine = aws.createStateMachine(
                "pass", "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}");
        rule(Target.builder()
                .id("t")
                .arn(machine)
                .roleArn(ROLE)
                .inputPath("$.detail")
                .build());

        event("{\"id\": \"o1\"}");

        SfnClient sfn = SdkClients.client(SfnClient.builder(), aws.states());
        await().until(
                        () -> sfn.listExecutions(
                                        list -> list.stateMachineArn(machine).statusFilter(ExecutionStatus.SUCCEEDED))
                                .executions(),
                        executions -> executions.stream()
                                .anyMatch(execution -> sfn.describeExecution(
                                                describe -> describe.executionArn(execution.executionArn()))
                                        .input()
                                        .equals("{\"id\":\"o1\"}")));
    }

    @Test
    void aPassingFailureIsTriedAgainAndThenToTheDeadLetters() {
        String letters = queue("letters");
        answers.addAll(List.of(503, 429, 500));
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumRetryAttempts(2))
                .deadLetterConfig(dead -> dead.arn(ACCOUNT + "letters"))
                .build());

        event("{\"id\": \"o1\"}");
        passRetry(1);
        passRetry(2);

        Message letter = received(letters);
        assertThat(StatesJson.parsed(letter.body()).at("/detail/id").asText()).isEqualTo("o1");
        Map<String, String> attributes = letter.messageAttributes().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().stringValue()));
        assertThat(attributes)
                .containsEntry("RULE_ARN", "arn:aws:events:us-east-1:000000000000:rule/shop")
                .containsEntry("ERROR_CODE", "ERROR_FROM_TARGET")
                .containsEntry("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts")
                .containsEntry("RETRY_ATTEMPTS", "2")
                .containsKeys("TARGET_ARN", "ERROR_MESSAGE");
        assertThat(got).hasSize(3);
    }

    @Test
    void anEventThatGrewTooOldIsDropped() {
        answers.addAll(List.of(503, 503, 503));
        rule(destination(keyed(), "/a")
                .retryPolicy(policy -> policy.maximumEventAgeInSeconds(60))
                .build());

        event("{}");
        passTime(1);

        await().until(() -> truth("DeliveryDropped").size() == 1);
        JsonNode dropped = truth("DeliveryDropped").getFirst();
        assertThat(dropped.path("exhausted").asText()).isEqualTo("MaximumEventAgeInSeconds");
        assertThat(dropped.path("errorCode").asText()).isEqualTo("ERROR_FROM_TARGET");
    }

    @Test
    void aRefusalAndAMissingQueueAreNotTriedAgain() {
        answers.add(400);
        rule(destination(keyed(), "/a").build());
        events.putTargets(put -> put.rule("shop")
                .targets(Target.builder().id("u").arn(ACCOUNT + "nowhere").build()));

        event("{}");

        await().until(() -> truth("DeliveryDropped").size() == 2);
        assertThat(truth("DeliveryDropped"))
                .extracting(line -> line.path("errorCode").asText())
                .containsExactlyInAnyOrder("ERROR_FROM_TARGET", "NO_RESOURCE");
        assertThat(timers.pending()).isZero();
    }
}
