package io.taskgate.callback.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.testing.callback.FakeServiceClient;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the route `cancellable`, which is dispatched by HTTP and cancelled by `DELETE
/// /jobs/{correlationKey}`.
class CancellationNotifierTest {

    private static final CallbackId ID = GatewayFixture.idOf("cancellable", "job 1");
    private static final DispatchResult BUSY = new DispatchResult.Retryable("The service returned 503");

    private final GatewayFixture gateway = new GatewayFixture();

    @BeforeEach
    void aJobIsUnderWay() {
        gateway.accepted(TestRegistrations.of("token-1", "cancellable", "job 1"));
        assertThat(gateway.services.sent()).hasSize(1);
    }

    private Stream<FakeServiceClient.Sent> cancels() {
        return gateway.services.sent().stream().skip(1);
    }

    private void awaitCancels(int count) {
        await().until(() -> cancels().count() == count);
    }

    @Test
    void aWorkerIsCalledOffByTheSameRequestAgainUntilItTakesIt() {
        gateway.services.script(BUSY, BUSY);

        gateway.operate.cancel(ID, "no longer needed");

        awaitCancels(3);
        assertThat(cancels()).allSatisfy(sent -> {
            assertThat(sent.target().url()).hasToString("http://orders.internal:8080/jobs/job%201");
            assertThat(sent.target().method()).isEqualTo("DELETE");
            assertThat(sent.requestId()).endsWith(".cancelled");
            assertThat(sent.body().path("reason").asText()).isEqualTo("Taskgate.Cancelled");
        });
        assertThat(gateway.pauses.made()).endsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void aWorkerThatNeverTakesItIsLeftAloneAfterFourTries() {
        gateway.services.script(BUSY, BUSY, BUSY, BUSY);

        gateway.operate.cancel(ID, "no longer needed");

        awaitCancels(4);
        assertThat(gateway.pauses.made()).endsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        await().during(Duration.ofMillis(200)).until(() -> cancels().count() == 4);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        gateway.services.script(new DispatchResult.Permanent("The service rejected the request with 404"));

        gateway.operate.cancel(ID, "no longer needed");

        awaitCancels(1);
        await().during(Duration.ofMillis(200)).until(() -> cancels().count() == 1);
        assertThat(gateway.pauses.made()).isEmpty();
    }
}
