package io.taskgate.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.aws.client.AdapterFixture;
import io.taskgate.testing.aws.FakeSqs;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Tests the timeouts of SQS calls.
class SqsQueueClientTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @Test
    void aCallThatHangsIsGivenUpAfterSeconds() {
        try (SqsClient client = AdapterFixture.clients(NOBODY)
                .sqs(SqsClient.builder()
                        .endpointOverride(NOBODY)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create()))) {
            var configuration = client.serviceClientConfiguration().overrideConfiguration();

            assertThat(configuration.apiCallTimeout()).hasValue(Duration.ofSeconds(5));
            assertThat(configuration.apiCallAttemptTimeout()).hasValue(Duration.ofSeconds(2));
        }
    }

    @Test
    void aReceiveWaitsForAMessage() {
        FakeSqs sqs = new FakeSqs();
        sqs.put("m0");

        new SqsQueueClient(sqs, new SimpleMeterRegistry()).receive("https://queues/events", 1, Duration.ofSeconds(30));

        assertThat(sqs.received.getFirst().overrideConfiguration())
                .flatMap(RequestOverrideConfiguration::apiCallAttemptTimeout)
                .hasValue(Duration.ofSeconds(25));
    }
}
