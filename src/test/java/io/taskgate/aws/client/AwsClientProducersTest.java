package io.taskgate.aws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.runtime.CorrectedClock;
import io.taskgate.standin.Ports;
import io.taskgate.standin.StandIns;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests each supported HTTP client with separate stand-ins, because their clock is changed.
class AwsClientProducersTest {

    @ParameterizedTest
    @ValueSource(strings = {"apache5", "url-connection"})
    void eachHttpClientCallsAwsAndTheClockLearnsFromItsReplies(String http) throws IOException {
        try (StandIns aws = StandIns.start(Ports.FREE)) {
            CorrectedClock clock = new CorrectedClock(Clock.systemUTC(), System::nanoTime);
            AwsClientProducers clients = new AwsClientProducers(
                    new ClockSkewMonitor(clock),
                    new AwsMetrics(new SimpleMeterRegistry()),
                    AdapterFixture.settings(aws.states(), Map.of("taskgate.aws.http-client", http)));
            SfnClient stepFunctions = clients.stepFunctions();

            assertThat(stepFunctions.listStateMachines().stateMachines()).isEmpty();
            assertThat(clock.isTrusted()).isTrue();

            aws.faults().clockOffset(Duration.ofSeconds(90));
            stepFunctions.listStateMachines();
            assertThat(clock.isTrusted()).isFalse();
            await().untilAsserted(() -> {
                stepFunctions.listStateMachines();
                assertThat(Duration.between(Instant.now(), clock.instant()))
                        .isBetween(Duration.ofSeconds(88), Duration.ofSeconds(92));
            });
            clients.close();
        }
    }
}
