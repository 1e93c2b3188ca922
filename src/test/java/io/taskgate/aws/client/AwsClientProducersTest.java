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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;

/// Tests the clients with separate stand-ins, because their clock is changed.
class AwsClientProducersTest {

    @Test
    void aClientCallsAwsAndTheClockLearnsFromItsReplies() throws IOException {
        try (StandIns aws = StandIns.start(Ports.FREE);
                ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor()) {
            CorrectedClock clock = new CorrectedClock(Clock.systemUTC(), System::nanoTime);
            AwsClientProducers clients =
                    new AwsClientProducers(new ClockSkewMonitor(clock), new AwsMetrics(new SimpleMeterRegistry()));
            SdkClientConfig.StepFunctions settings =
                    AdapterFixture.configured(SdkClientConfig.StepFunctions.class, aws.states(), "sfn", Map.of());
            SfnClient stepFunctions =
                    clients.stepFunctions(new SdkBuilderProducers(timers).stepFunctions(settings), settings);

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
