package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/// Tests the data that survives a restart of the stand-ins in the same folder.
class StateDirectoryTest {

    private static final String PASS = "{\"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"End\": true}}}";
    private static final Map<String, AttributeValue> ITEM = Map.of("id", AttributeValue.fromS("1"));

    @TempDir
    private Path folder;

    private StandIns open() throws IOException {
        return StandIns.start(StandInSettings.at(Ports.FREE).in(folder));
    }

    @Test
    void whatWasMadeIsThereAgain() throws IOException {
        String destination;
        try (StandIns aws = open()) {
            destination = fillEvents(aws);
            fillParts(aws);
            SdkClients.client(SfnClient.builder(), aws.states())
                    .createStateMachine(create ->
                            create.name("kept").definition(PASS).roleArn("arn:aws:iam::000000000000:role/local"));
        }
        try (StandIns aws = open()) {
            EventBridgeClient events = SdkClients.client(EventBridgeClient.builder(), aws.events());
            assertThat(events.describeApiDestination(describe -> describe.name("d"))
                            .apiDestinationArn())
                    .isEqualTo(destination);
            assertThat(events.listTargetsByRule(list -> list.rule("r").eventBusName("b"))
                            .targets())
                    .extracting(Target::arn)
                    .containsExactly(destination);
            assertThatThrownBy(() -> events.describeEventBus(describe -> describe.name("gone")))
                    .hasMessageContaining("does not exist");
            assertThat(SdkClients.client(SfnClient.builder(), aws.states())
                            .listStateMachines()
                            .stateMachines())
                    .singleElement()
                    .satisfies(machine -> assertThat(machine.name()).isEqualTo("kept"));
            parts(aws);
        }
    }

    private static String fillEvents(StandIns aws) {
        EventBridgeClient events = SdkClients.client(EventBridgeClient.builder(), aws.events());
        events.createEventBus(create -> create.name("gone"));
        events.deleteEventBus(delete -> delete.name("gone"));
        events.createEventBus(create -> create.name("b"));
        events.putRule(put -> put.name("r").eventBusName("b").eventPattern("{\"source\": [\"s\"]}"));
        String connection = events.createConnection(create -> create.name("c")
                        .authorizationType("API_KEY")
                        .authParameters(auth -> auth.apiKeyAuthParameters(
                                key -> key.apiKeyName("X-Key").apiKeyValue("k"))))
                .connectionArn();
        String destination = events.createApiDestination(create -> create.name("d")
                        .connectionArn(connection)
                        .httpMethod("POST")
                        .invocationEndpoint("http://127.0.0.1:1/"))
                .apiDestinationArn();
        events.putTargets(put -> put.rule("r")
                .eventBusName("b")
                .targets(Target.builder()
                        .id("t")
                        .arn(destination)
                        .roleArn("arn:aws:iam::000000000000:role/local")
                        .build()));
        return destination;
    }

    private static void fillParts(StandIns aws) {
        DynamoDbClient dynamodb = SdkClients.client(DynamoDbClient.builder(), aws.dynamodb());
        dynamodb.createTable(create -> create.tableName("table")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH))
                .attributeDefinitions(define -> define.attributeName("id").attributeType(ScalarAttributeType.S)));
        dynamodb.putItem(put -> put.tableName("table").item(ITEM));
        S3Client s3 = SdkClients.client(S3Client.builder().forcePathStyle(true), aws.s3());
        s3.putObject(put -> put.bucket("taskgate-payloads").key("a/b"), RequestBody.fromString("kept"));
        SqsClient sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
        String queue = sqs.createQueue(create -> create.queueName("q")).queueUrl();
        sqs.sendMessage(send -> send.queueUrl(queue).messageBody("kept"));
    }

    private static void parts(StandIns aws) {
        DynamoDbClient dynamodb = SdkClients.client(DynamoDbClient.builder(), aws.dynamodb());
        assertThat(dynamodb.getItem(get -> get.tableName("table").key(ITEM)).item())
                .isEqualTo(ITEM);
        S3Client s3 = SdkClients.client(S3Client.builder().forcePathStyle(true), aws.s3());
        assertThat(s3.getObjectAsBytes(get -> get.bucket("taskgate-payloads").key("a/b"))
                        .asUtf8String())
                .isEqualTo("kept");
        SqsClient sqs = SdkClients.client(SqsClient.builder(), aws.sqs());
        String queue = sqs.getQueueUrl(get -> get.queueName("q")).queueUrl();
        assertThat(sqs.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(5))
                        .messages())
                .extracting(Message::body)
                .containsExactly("kept");
    }

    @Test
    void optionsAreReadAndRefused() {
        Main.Options options = Main.Options.parse(
                List.of("--state", folder.toString(), "--event-bytes", "1048576", "--ports", "s3=1"));
        assertThat(options.settings().state()).contains(folder);
        assertThat(options.settings().eventBytes()).isEqualTo(1_048_576);
        assertThat(options.settings().ports().s3()).isEqualTo(1);
        assertThatThrownBy(() -> Main.Options.parse(List.of("--event-bytes", "many")))
                .hasMessageContaining("--event-bytes");
        assertThatThrownBy(() -> Main.Options.parse(List.of("--state")))
                .hasMessageContaining("The option --state requires a value");
        assertThatThrownBy(() -> Main.Options.parse(List.of("--stage", "x"))).hasMessageContaining("Unknown option");
    }
}
