package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkiverse.amazon.dynamodb.runtime.DynamoDbConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.taskgate.runtime.CorrectedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;

/// The settings of `quarkus.<service>` reach the clients.
class ClientSettingsTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final ScheduledExecutorService TIMERS = Executors.newSingleThreadScheduledExecutor();

    private final AwsClientProducers clients = new AwsClientProducers(
            new ClockSkewMonitor(new CorrectedClock(Clock.systemUTC(), System::nanoTime)),
            new AwsMetrics(new SimpleMeterRegistry()));

    /// An interceptor of an operator.
    public static final class Marker implements ExecutionInterceptor {}

    @AfterAll
    static void end() {
        TIMERS.close();
    }

    private static <T> T settings(Class<T> mapping, String service, Map<String, String> more) {
        return AdapterFixture.configured(mapping, NOBODY, service, more);
    }

    private SfnClient stepFunctions(Map<String, String> more) {
        SdkClientConfig.StepFunctions settings = settings(SdkClientConfig.StepFunctions.class, "sfn", more);
        return clients.stepFunctions(new SdkBuilderProducers(TIMERS).stepFunctions(settings), settings);
    }

    /// As an extension leaves it.
    private static DynamoDbClientBuilder dynamoDb(ClientOverrideConfiguration configuration) {
        return DynamoDbClient.builder()
                .endpointOverride(NOBODY)
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration);
    }

    /// A second override configuration replaced the one of the extension, without a word.
    @Test
    void whatAnExtensionHasConfiguredIsKept() {
        Marker marker = new Marker();
        DynamoDbClientBuilder builder = dynamoDb(ClientOverrideConfiguration.builder()
                .apiCallTimeout(Duration.ofSeconds(7))
                .apiCallAttemptTimeout(Duration.ofSeconds(3))
                .scheduledExecutorService(TIMERS)
                .addExecutionInterceptor(marker)
                .build());

        try (DynamoDbClient client = clients.dynamoDb(builder, settings(DynamoDbConfig.class, "dynamodb", Map.of()))) {
            AwsServiceClientConfiguration made = client.serviceClientConfiguration();
            assertThat(made.region()).isEqualTo(Region.EU_WEST_1);
            assertThat(made.overrideConfiguration().apiCallTimeout()).hasValue(Duration.ofSeconds(7));
            assertThat(made.overrideConfiguration().apiCallAttemptTimeout()).hasValue(Duration.ofSeconds(3));
            assertThat(made.overrideConfiguration().scheduledExecutorService()).isPresent();
            assertThat(made.overrideConfiguration().executionInterceptors())
                    .contains(marker)
                    .hasAtLeastOneElementOfType(ClockSkewMonitor.class)
                    .hasAtLeastOneElementOfType(AwsMetrics.class);
        }
    }

    @Test
    void aClientWithoutAnExtensionTakesTheSameKeys() {
        try (SfnClient client = stepFunctions(Map.of(
                "quarkus.sfn.aws.region", "eu-central-1",
                "quarkus.sfn.aws.credentials.static-provider.access-key-id", "mine",
                "quarkus.sfn.api-call-timeout", "11s",
                "quarkus.sfn.api-call-attempt-timeout", "PT4S"))) {
            AwsServiceClientConfiguration made = client.serviceClientConfiguration();
            assertThat(made.region()).isEqualTo(Region.EU_CENTRAL_1);
            assertThat(made.endpointOverride()).hasValue(NOBODY);
            assertThat(client.serviceClientConfiguration()
                            .credentialsProvider()
                            .resolveIdentity()
                            .join()
                            .accessKeyId())
                    .isEqualTo("mine");
            assertThat(made.overrideConfiguration().apiCallTimeout()).hasValue(Duration.ofSeconds(11));
            assertThat(made.overrideConfiguration().apiCallAttemptTimeout()).hasValue(Duration.ofSeconds(4));
        }
    }

    @Test
    void telemetryThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> stepFunctions(Map.of("quarkus.sfn.telemetry.enabled", "true")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.sfn.telemetry.enabled: ");
    }

    @Test
    void theHttpClientHasTheTimeoutsOfTheKeys() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SfnClient client = stepFunctions(Map.of(
                        "quarkus.sfn.endpoint-override", "http://127.0.0.1:" + silent.getLocalPort(),
                        "quarkus.sfn.api-call-timeout", "1m",
                        "quarkus.sfn.sync-client.socket-timeout", "200ms"))) {
            assertThatThrownBy(client::listStateMachines)
                    .isInstanceOf(SdkClientException.class)
                    .hasMessageContaining("Read timed out");
        }
    }

    @Test
    void wrongSettingsOfTheHttpClientNameTheKey() {
        assertThatThrownBy(() -> stepFunctions(Map.of("quarkus.sfn.sync-client.apache.max-connections", "0")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.sfn.sync-client.apache.max-connections: ");
        assertThatThrownBy(() -> stepFunctions(Map.of(
                        "quarkus.sfn.sync-client.apache.proxy.enabled", "true",
                        "quarkus.sfn.sync-client.apache.proxy.endpoint", "http://proxy:3128/path")))
                .hasMessageContaining("quarkus.sfn.sync-client.proxy.endpoint");
    }

    @Test
    void aProxyIsUsed() {
        try (SfnClient client = stepFunctions(Map.of(
                "quarkus.sfn.endpoint-override", "http://states.invalid",
                "quarkus.sfn.sync-client.apache.proxy.enabled", "true",
                "quarkus.sfn.sync-client.apache.proxy.endpoint",
                        AdapterFixture.aws().states().toString()))) {
            // The stand-in takes the request line of a proxy as any other; without it the name is not found.
            assertThat(client.listStateMachines().stateMachines()).isEqualTo(List.of());
        }
    }
}
