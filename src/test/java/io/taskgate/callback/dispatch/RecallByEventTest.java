package io.taskgate.callback.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.model.Callback;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests the route `approve`, which is dispatched and cancelled by event.
class RecallByEventTest {

    private final GatewayFixture gateway = new GatewayFixture();

    static Stream<DispatchResult> notTaken() {
        return Stream.of(
                new DispatchResult.Retryable("ThrottlingException"), new DispatchResult.EntryFailed("InternalFailure"));
    }

    @ParameterizedTest
    @MethodSource("notTaken")
    void aBusThatDoesNotTakeItNowIsAskedAgain(DispatchResult delivery) {
        gateway.registered("token-1", "order-1");
        gateway.bus.script(delivery, delivery);

        gateway.operate.cancel(GatewayFixture.idOf("approve", "order-1"), "no longer needed");

        await().untilAsserted(() -> assertThat(gateway.bus.published("Task Cancelled"))
                .singleElement()
                .satisfies(detail -> assertThat(detail.path("reason").asText()).isEqualTo("Taskgate.Cancelled")));
    }

    @Test
    void aBusThatRefusesItForGoodIsAskedOnce() {
        gateway.registered("token-1", "order-1");
        gateway.bus.script(new DispatchResult.Permanent("The event bus does not exist."));

        gateway.operate.cancel(GatewayFixture.idOf("approve", "order-1"), "no longer needed");

        assertThat(gateway.bus.published("Task Cancelled")).isEmpty();
        assertThat(gateway.pauses.made()).isEmpty();
    }

    /// The `cancel` URL of a route contains the correlation key, and this task has none.
    @Test
    void aTaskWithoutAKeyIsNotCalledOffByACallThatNeedsOne() {
        Callback pending = gateway.accepted(TestRegistrations.of("token-1", "cancellable", null));
        int before = gateway.services.sent().size();

        gateway.operate.cancel(pending.id(), "no longer needed");

        assertThat(gateway.services.sent()).hasSize(before);
    }
}
