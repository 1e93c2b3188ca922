package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Tests the other stand-ins with the AWS SDK, and their start.
class StandInsTest {

    private static StandIns aws;
    private static EventBridgeClient bridge;
    private static SqsClient sqs;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        bridge = SdkClients.client(EventBridgeClient.builder(), aws.events());
        sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    @BeforeEach
    void behave() {
        aws.faults().set(List.of());
    }

    @Test
    void callbackEventsReachTheQueueAndOthersDoNot() {
        String queue = sqs.getQueueUrl(get -> get.queueName("callback-events")).queueUrl();
        List<JsonNode> seen = new CopyOnWriteArrayList<>();
        aws.bus().subscribe("{\"source\": [\"worker\"]}", seen::add);

        putEvent("Something Else", "{\"n\": 1}");
        putEvent("Callback Succeeded", "{\"callbackId\": \"cb_1\", \"result\": {\"n\": 1}}");

        Message message;
        JsonNode event;
        // The ends of other tests' executions arrive in the same queue.
        do {
            message = sqs.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(10))
                    .messages()
                    .getFirst();
            event = StatesJson.parsed(message.body());
        } while (!event.path("source").asText().equals("worker"));
        assertThat(event.path("detail-type").asText()).isEqualTo("Callback Succeeded");
        assertThat(event.path("detail").path("result").path("n").asInt()).isEqualTo(1);
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail");
        await().until(() -> seen.size() == 2);
        assertThat(sqs.getQueueAttributes(get -> get.queueUrl(queue).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                        .attributes()
                        .get(QueueAttributeName.REDRIVE_POLICY))
                .contains("callback-events-dlq");
        String handle = message.receiptHandle();
        sqs.deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(handle));
    }

    @Test
    void anEntryFailsOnItsOwn() {
        aws.faults().set(List.of(Fault.of("PutEvents", Fault.Kind.FAIL_ENTRY, 1)));
        assertThat(putEvent("Callback Nothing", "{}").entries().getFirst().errorCode())
                .isEqualTo("InternalFailure");
        PutEventsResponse malformed = putEvent("Callback Nothing", "[]");
        assertThat(malformed.failedEntryCount()).isEqualTo(1);
        assertThat(malformed.entries().getFirst().errorCode()).isEqualTo("MalformedDetail");
        assertThatThrownBy(() -> putEvent("Callback Nothing", "{\"a\": \"" + "x".repeat(262_144) + "\"}"))
                .isInstanceOfSatisfying(AwsServiceException.class, StandInsTest::isValidation);
    }

    private static void isValidation(AwsServiceException error) {
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    }

    private static PutEventsResponse putEvent(String type, String detail) {
        return bridge.putEvents(put ->
                put.entries(entry -> entry.source("worker").detailType(type).detail(detail)));
    }

    @Test
    void payloadsAreKeptOnceOnly() {
        S3Client s3 = S3Client.builder()
                .endpointOverride(aws.s3())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                .httpClient(Apache5HttpClient.create())
                .build();
        String text = "x".repeat(412_380);

        s3.putObject(put -> put.bucket("taskgate-payloads").key("a/b").ifNoneMatch("*"), RequestBody.fromString(text));

        assertThat(s3.getObjectAsBytes(get -> get.bucket("taskgate-payloads").key("a/b"))
                        .asUtf8String())
                .isEqualTo(text);
        assertThatThrownBy(() -> s3.putObject(
                        put -> put.bucket("taskgate-payloads").key("a/b").ifNoneMatch("*"),
                        RequestBody.fromString(text)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        error -> assertThat(error.statusCode()).isEqualTo(412));
    }

    @Test
    void dynamodbChecksConditions() {
        DynamoDbClient dynamodb = SdkClients.client(DynamoDbClient.builder(), aws.dynamodb());
        dynamodb.createTable(create -> create.tableName("table")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
        Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("1"), "v", AttributeValue.fromN("7"));
        dynamodb.putItem(put -> put.tableName("table").item(item));

        assertThatThrownBy(() -> dynamodb.putItem(put -> put.tableName("table")
                        .item(item)
                        .conditionExpression("attribute_not_exists(id)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        error -> assertThat(error.item()).isEqualTo(item));
    }

    @Test
    void localPagesTellAndTake() throws Exception {
        aws.createStateMachine(
                "rest",
                "{\"StartAt\": \"R\", \"States\": {\"R\": {\"Type\": \"Wait\", \"Seconds\": 3600, \"End\": true}}}");
        assertThat(StatesJson.parsed(local("GET", "endpoints", "").body())
                        .path("table")
                        .asText())
                .isEqualTo("taskgate-callbacks");
        assertThat(local("PUT", "faults", "{\"rules\": [{\"operation\": \"*\", \"kind\": \"gremlin\"}]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(local("PUT", "faults", "{\"rules\": [{\"operation\": \"ListStateMachines\", \"kind\": \"deny\"}]}")
                        .statusCode())
                .isEqualTo(200);
        SfnClient sfn = SdkClients.client(SfnClient.builder(), aws.states());
        assertThatThrownBy(() -> sfn.listStateMachines()).hasMessageContaining("told to deny");
        String arn = StatesJson.parsed(local("POST", "start/rest", "{\"a\": 1}").body())
                .path("executionArn")
                .asText();
        sfn.stopExecution(stop -> stop.executionArn(arn));
        assertThat(local("GET", "truth?follow=false", "").body()).contains(arn);
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(aws.states().resolve("/_local/truth"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var body = stream.body()) {
            assertThat(body.read()).isEqualTo('{');
        }
    }

    private static HttpResponse<String> local(String method, String page, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(aws.states().resolve("/_local/" + page))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void startsNeitherInKubernetesNorOnATakenPort() {
        assertThatThrownBy(() -> StandIns.refuseIn(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .hasMessageContaining("Kubernetes");
        int taken = aws.states().getPort();
        for (Ports ports : List.of(
                new Ports(taken, 0, 0, 0),
                new Ports(0, taken, 0, 0),
                new Ports(0, 0, taken, 0),
                new Ports(0, 0, 0, taken))) {
            assertThatThrownBy(() -> StandIns.start(ports))
                    .isInstanceOf(StandIns.PortTaken.class)
                    .hasMessageContaining(String.valueOf(taken))
                    .hasMessageContaining("--ports");
        }
    }
}
