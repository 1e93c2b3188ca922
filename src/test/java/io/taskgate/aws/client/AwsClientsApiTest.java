package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/// The clients of the running gateway: each names its retry strategy, and has the timeouts of its keys.
@QuarkusTest
class AwsClientsApiTest extends GatewayTest {

    @Inject
    DynamoDbClient dynamoDb;

    @Inject
    S3Client s3;

    @Inject
    SqsClient sqs;

    @Inject
    KmsClient kms;

    @Inject
    SfnClient stepFunctions;

    @Inject
    EventBridgeClient eventBridge;

    @Inject
    SecretsManagerClient secretsManager;

    private ClientOverrideConfiguration configuration(String service) {
        Map<String, AwsClient> clients = Map.of(
                "dynamodb", dynamoDb,
                "s3", s3,
                "sqs", sqs,
                "kms", kms,
                "sfn", stepFunctions,
                "eventbridge", eventBridge,
                "secretsmanager", secretsManager);
        return clients.get(service).serviceClientConfiguration().overrideConfiguration();
    }

    /// The pauses that a strategy asks for between the attempts of a call that never succeeds.
    private static List<Duration> pauses(RetryStrategy strategy, String code, int status) {
        AwsServiceException failure = (AwsServiceException) AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
        List<Duration> pauses = new ArrayList<>();
        RetryToken token = strategy.acquireInitialToken(AcquireInitialTokenRequest.create("test"))
                .token();
        while (true) {
            try {
                RefreshRetryTokenResponse next = strategy.refreshRetryToken(RefreshRetryTokenRequest.builder()
                        .token(token)
                        .failure(failure)
                        .build());
                pauses.add(next.delay());
                token = next.token();
            } catch (TokenAcquisitionFailedException e) {
                return pauses;
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    dynamodb,       9, PT2S
                    s3,             3, PT2S
                    sqs,            3, PT2S
                    kms,            3, PT2S
                    secretsmanager, 3, PT2S
                    sfn,            1, PT0S
                    eventbridge,    1, PT0S
                    """)
    void eachClientNamesItsRetryStrategy(String service, int attempts, Duration longest) {
        Optional<RetryStrategy> named = configuration(service).retryStrategy();

        assertThat(named).isPresent();
        RetryStrategy strategy = named.orElseThrow();
        assertThat(strategy.maxAttempts()).isEqualTo(attempts);
        assertThat(strategy).isInstanceOf(StandardRetryStrategy.class);
        assertThat(pauses(strategy, "InternalServerError", 500))
                .hasSize(attempts - 1)
                .allMatch(pause -> pause.compareTo(longest) <= 0);
        assertThat(pauses(strategy, "ThrottlingException", 400)).hasSize(attempts - 1);
        assertThat(pauses(strategy, "ValidationException", 400)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    dynamodb,        2, 5
                    s3,             10, 25
                    sqs,             2, 6
                    kms,             2, 5
                    secretsmanager,  2, 5
                    sfn,              , 2
                    eventbridge,      , 3
                    """)
    void eachClientHasTheTimeoutsOfItsKeys(String service, Long attempt, long call) {
        ClientOverrideConfiguration configuration = configuration(service);

        assertThat(configuration.apiCallAttemptTimeout())
                .isEqualTo(Optional.ofNullable(attempt).map(Duration::ofSeconds));
        assertThat(configuration.apiCallTimeout()).hasValue(Duration.ofSeconds(call));
    }

    @Test
    void aClientWithoutAnExtensionHasTheInterceptorsOfItsKey() {
        assertThat(configuration("sfn").executionInterceptors())
                .extracting(interceptor -> interceptor.getClass().getName())
                .contains(ClientSettingsTest.Marker.class.getName());
    }

    @Test
    void eachClientIsMeasured() {
        for (String service : List.of("dynamodb", "s3", "sqs", "kms", "secretsmanager", "sfn", "eventbridge")) {
            assertThat(configuration(service).executionInterceptors())
                    .as(service)
                    .hasAtLeastOneElementOfType(ClockSkewMonitor.class)
                    .hasAtLeastOneElementOfType(AwsMetrics.class);
        }
    }
}
