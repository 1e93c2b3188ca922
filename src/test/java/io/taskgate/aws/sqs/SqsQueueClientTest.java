package io.taskgate.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.testing.aws.FakeSqs;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.RequestOverrideConfiguration;

/// Tests the timeouts of SQS calls.
class SqsQueueClientTest {

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
