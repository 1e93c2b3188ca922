package io.taskgate.standin.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.standin.launcher.StandInsProcess;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The JUnit extension and the Quarkus test resource: SDK clients without any setting meet the stand-ins.
@ExtendWith(StandInsExtension.class)
class StandInsExtensionTest {

    @Test
    void clientsWithoutSettingsMeetTheStandIns(StandInsProcess aws) {
        assertThat(aws.handle().isAlive()).isTrue();
        try (SfnClient states = SfnClient.builder()
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
                EventBridgeClient events = EventBridgeClient.builder()
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
                SqsClient queues = SqsClient.builder()
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
                S3Client objects = S3Client.builder()
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
                DynamoDbClient tables = DynamoDbClient.builder()
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            assertThat(states.createStateMachine(create -> create.name("extension")
                                    .roleArn("arn:aws:iam::000000000000:role/local")
                                    .definition("{\"StartAt\": \"S\", \"States\": {\"S\": {\"Type\": \"Succeed\"}}}"))
                            .stateMachineArn())
                    .isEqualTo("arn:aws:states:us-east-1:000000000000:stateMachine:extension");
            assertThat(events.describeEventBus(describe -> describe.name("default"))
                            .name())
                    .isEqualTo("default");
            assertThat(queues.getQueueUrl(get -> get.queueName("callback-events"))
                            .queueUrl())
                    .contains("callback-events");
            assertThat(objects.headBucket(head -> head.bucket("taskgate-payloads"))
                            .sdkHttpResponse()
                            .isSuccessful())
                    .isTrue();
            assertThat(tables.listTables().tableNames()).isEmpty();
        }
        assertThat(DefaultCredentialsProvider.create().resolveCredentials().accessKeyId())
                .isEqualTo(aws.environment().get("AWS_ACCESS_KEY_ID"));
    }

    @Test
    void theQuarkusResourceGivesPropertiesOfTheSdkAndOfTheExtensions() {
        StandInsTestResource resource = new StandInsTestResource();
        resource.init(Map.of("options", "--event-bytes 1048576"));
        Map<String, String> configuration = resource.start();
        try (DynamoDbClient tables = DynamoDbClient.builder()
                .endpointOverride(URI.create(configuration.get("quarkus.dynamodb.endpoint-override")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            assertThat(tables.listTables().tableNames()).isEmpty();
        } finally {
            resource.stop();
        }
        assertThat(configuration)
                .containsEntry("aws.region", "us-east-1")
                .containsEntry("aws.endpointUrlS3", configuration.get("quarkus.s3.endpoint-override"))
                .containsEntry("aws.endpointUrlSfn", configuration.get("quarkus.sfn.endpoint-override"));
    }

    @Test
    void propertiesAreAsBeforeInTheEnd() {
        System.setProperty("standins.test.set", "before");
        SdkProperties properties = SdkProperties.set(Map.of("standins.test.set", "now", "standins.test.new", "now"));
        assertThat(System.getProperty("standins.test.new")).isEqualTo("now");
        properties.restore();
        assertThat(System.getProperty("standins.test.set")).isEqualTo("before");
        assertThat(System.getProperty("standins.test.new")).isNull();
        System.clearProperty("standins.test.set");
    }
}
