package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// Tests faults at all five services as SDK clients observe them, and the applied calls in the truth log.
class FaultingSessionTest {

    private static final String PASS = "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}";

    private static StandIns aws;
    private static DynamoDbClient dynamodb;
    private static S3Client s3;
    private static SqsClient sqs;
    private static SfnClient sfn;
    private static EventBridgeClient events;
    private static String queue;
    private int before;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        dynamodb = SdkClients.client(DynamoDbClient.builder(), aws.dynamodb());
        s3 = SdkClients.client(S3Client.builder().forcePathStyle(true), aws.s3());
        sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
        events = SdkClients.client(EventBridgeClient.builder(), aws.events());
        queue = sqs.createQueue(create -> create.queueName("plain")).queueUrl();
        dynamodb.createTable(create -> create.tableName("table")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void behave() {
        aws.faults().set(List.of());
        before = aws.truth().lines().size();
    }

    /// Everything that a test starts must end within the test, so that it does not affect the next one.
    @AfterEach
    void end() {
        await().until(() -> counted("StartExecution") == counted("ExecutionEnd"));
    }

    private long counted(String operation) {
        return applied().stream()
                .filter(line -> line.path("applied").asText().equals(operation))
                .count();
    }

    private static void fault(String rule) {
        aws.faults().set(List.of(Fault.read(StatesJson.parsed(rule))));
    }

    private List<JsonNode> applied() {
        List<String> lines = aws.truth().lines();
        return lines.subList(before, lines.size()).stream()
                .map(StatesJson::parsed)
                .toList();
    }

    private static void put(String id) {
        dynamodb.putItem(put ->
                put.tableName("table").item(Map.of("v", AttributeValue.fromN("1"), "id", AttributeValue.fromS(id))));
    }

    private static boolean stands(String id) {
        return dynamodb.getItem(get -> get.tableName("table").key(Map.of("id", AttributeValue.fromS(id))))
                .hasItem();
    }

    @Test
    void aThrottledWriteIsNotApplied() {
        fault("{\"operation\": \"PutItem\", \"kind\": \"throttle\", \"times\": 1}");

        assertThatThrownBy(() -> put("t1")).isInstanceOf(ProvisionedThroughputExceededException.class);

        assertThat(stands("t1")).isFalse();
        assertThat(applied()).isEmpty();
    }

    @Test
    void aLostReplyIsOfAWriteThatStands() {
        for (String kind : List.of("drop-after", "reset-after", "half-body")) {
            fault("{\"operation\": \"dynamodb:Put*\", \"kind\": \"" + kind + "\", \"times\": 1}");
            assertThatThrownBy(() -> put(kind)).isInstanceOf(SdkException.class);
            assertThat(stands(kind)).as(kind).isTrue();
            JsonNode line = applied().getLast();
            assertThat(line.path("fault").asText()).isEqualTo(kind);
            assertThat(line.path("applied").asText()).isEqualTo("PutItem");
            assertThat(line.path("table").asText()).isEqualTo("table");
            assertThat(line.path("keySha256").asText())
                    .isEqualTo(TokenDigest.sha256("{\"id\":{\"S\":\"" + kind + "\"}}"));
        }
    }

    @Test
    void aConnectionThatBreaksFirstAppliesNothing() {
        for (String kind : List.of("drop-before", "reset-before")) {
            fault("{\"operation\": \"*\", \"kind\": \"" + kind + "\", \"times\": 1}");
            assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> put(kind));
            assertThat(stands(kind)).isFalse();
        }
        assertThat(applied()).isEmpty();
    }

    @Test
    void allWritesOfTheLedgerAreTold() {
        Map<String, AttributeValue> key = Map.of("id", AttributeValue.fromS("w"));
        put("w");
        dynamodb.updateItem(update -> update.tableName("table")
                .key(key)
                .updateExpression("SET v = :v")
                .expressionAttributeValues(Map.of(":v", AttributeValue.fromN("2"))));
        dynamodb.transactWriteItems(write -> write.transactItems(
                item -> item.delete(delete -> delete.tableName("table").key(key))));
        assertThatThrownBy(() -> dynamodb.putItem(
                        put -> put.tableName("table").item(key).conditionExpression("attribute_exists(id)")))
                .isInstanceOf(DynamoDbException.class);

        assertThat(applied())
                .extracting(line -> line.path("applied").asText())
                .containsExactly("PutItem", "UpdateItem", "TransactWriteItems/Delete");
        assertThat(applied())
                .extracting(line -> line.path("keySha256").asText())
                .containsOnly(TokenDigest.sha256("{\"id\":{\"S\":\"w\"}}"));
    }

    @Test
    void errorsHaveTheirStatusAtEachService() {
        fault("{\"operation\": \"*\", \"kind\": \"error\", \"status\": 502}");

        for (Runnable call : List.<Runnable>of(
                () -> stands("e"),
                () -> s3.listBuckets(),
                () -> sqs.listQueues(),
                () -> sfn.listStateMachines(),
                () -> events.listEventBuses(list -> {}))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            error -> assertThat(error.statusCode()).isEqualTo(502));
        }
    }

    @Test
    void throttlingIsKnownAsSuchAtEachService() {
        fault("{\"operation\": \"*\", \"kind\": \"throttle\"}");

        for (Runnable call : List.<Runnable>of(
                () -> stands("e"),
                () -> s3.listBuckets(),
                () -> sqs.listQueues(),
                () -> sfn.listStateMachines(),
                () -> events.listEventBuses(list -> {}))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            error -> assertThat(error.isThrottlingException()).isTrue());
        }
    }

    @Test
    void anObjectComesHalfOrSlowly() {
        s3.putObject(put -> put.bucket("taskgate-payloads").key("a/b c+d"), RequestBody.fromString("x".repeat(400)));
        JsonNode line = applied().getFirst();
        assertThat(line.path("applied").asText()).isEqualTo("PutObject");
        assertThat(line.path("key").asText()).isEqualTo("a/b c+d");

        fault("{\"operation\": \"s3:GetObject\", \"kind\": \"half-body\", \"times\": 1}");
        assertThatThrownBy(FaultingSessionTest::object).isInstanceOf(SdkException.class);
        fault("{\"operation\": \"s3:GetObject\", \"kind\": \"drip\", \"bytesPerSecond\": 2000}");
        long begun = System.nanoTime();
        assertThat(object()).hasSize(400);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(200));
        fault("{\"operation\": \"s3:DeleteObject\", \"kind\": \"deny\"}");
        assertThatThrownBy(() -> s3.deleteObject(
                        delete -> delete.bucket("taskgate-payloads").key("a/b c+d")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        error -> assertThat(error.statusCode()).isEqualTo(403));
    }

    private static String object() {
        return s3.getObjectAsBytes(get -> get.bucket("taskgate-payloads").key("a/b c+d"))
                .asUtf8String();
    }

    @Test
    void aMessageWhoseReplyWasLostIsThere() {
        fault("{\"operation\": \"SendMessage\", \"kind\": \"drop-after\", \"times\": 1}");
        assertThatThrownBy(() -> sqs.sendMessage(send -> send.queueUrl(queue).messageBody("m")))
                .isInstanceOf(SdkClientException.class);

        Message message = sqs.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(5))
                .messages()
                .getFirst();
        sqs.deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(message.receiptHandle()));

        assertThat(applied())
                .extracting(line ->
                        line.path("applied").asText() + " " + line.path("queue").asText() + " "
                                + line.path("messageId").asText())
                .containsExactly(
                        "SendMessage plain " + message.messageId(), "DeleteMessage plain " + message.messageId());
        assertThatThrownBy(() -> {
                    fault("{\"operation\": \"sqs:*\", \"kind\": \"deny\"}");
                    sqs.sendMessage(send -> send.queueUrl(queue).messageBody("m"));
                })
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("told to deny");
    }

    @Test
    void theTruthNamesTheCallThatAppliedIt() {
        String machine = aws.createStateMachine("pass", PASS);
        String id = sfn.startExecution(start -> start.stateMachineArn(machine))
                .responseMetadata()
                .requestId();

        assertThat(applied().getFirst().path("applied").asText()).isEqualTo("StartExecution");
        assertThat(applied().getFirst().path("requestId").asText()).isEqualTo(id);
    }

    @Test
    void theStandInsOwnCallsAreExempt() {
        toQueue();
        fault("{\"operation\": \"SendMessage\", \"kind\": \"deny\"}");

        event("{}");

        await().until(() -> deliveries().size() == 1);
    }

    private static void toQueue() {
        sqs.createQueue(create -> create.queueName("twice"));
        events.putRule(put -> put.name("twice").eventPattern("{\"source\": [\"twice\"]}"));
        events.putTargets(put -> put.rule("twice")
                .targets(Target.builder()
                        .id("t")
                        .arn("arn:aws:sqs:us-east-1:000000000000:twice")
                        .build()));
    }

    private List<JsonNode> deliveries() {
        return applied().stream()
                .filter(line -> line.path("applied").asText().equals("Delivery"))
                .toList();
    }

    private static void event(String detail) {
        events.putEvents(put ->
                put.entries(entry -> entry.source("twice").detailType("d").detail(detail)));
    }

    @Test
    void faultsAreSetShownAndCleared() throws Exception {
        assertThat(local(
                                "PUT",
                                "{\"rules\": [{\"operation\": \"List*\", \"kind\": \"error\", \"status\": 503}],"
                                        + " \"clockOffsetMillis\": -7200000}")
                        .statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> sfn.listStateMachines()).isInstanceOf(AwsServiceException.class);

        HttpResponse<String> shown = local("GET", "");
        assertThat(StatesJson.parsed(shown.body()).at("/rules/0/struck").asInt())
                .isEqualTo(1);
        assertThat(StatesJson.parsed(shown.body()).path("clockOffsetMillis").asInt())
                .isEqualTo(-7_200_000);
        assertThat(Duration.between(date(shown), Instant.now())).isBetween(Duration.ofHours(1), Duration.ofHours(3));
        String machine = aws.createStateMachine("clock", PASS.replace("P", "Q").replace("Qass", "Pass"));
        assertThat(sfn.startExecution(start -> start.stateMachineArn(machine)).startDate())
                .isBefore(Instant.now().minusSeconds(3_600));
        local("DELETE", "");
        sfn.listStateMachines();
        assertThat(Duration.between(date(local("GET", "")), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(local("PUT", "no JSON").statusCode()).isEqualTo(400);
    }

    private static Instant date(HttpResponse<String> answer) {
        return Instant.from(java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                answer.headers().firstValue("Date").orElseThrow()));
    }

    private static HttpResponse<String> local(String method, String body) throws Exception {
        URI page = aws.states().resolve("/_local/faults");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(page)
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
