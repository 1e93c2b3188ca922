package io.taskgate.callback.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.Registration;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests promise 7: a request is published at least once, with one request ID.
class RequestPublicationTest {

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void aRequestThatWasNotTakenIsPublishedByTheSweep() {
        gateway.bus.script(new DispatchResult.Retryable("throttled"), new DispatchResult.Retryable("throttled"));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(accepted.dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
        gateway.sweepFor(Duration.ofSeconds(12));
        assertThat(gateway.current(accepted.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).containsExactly(accepted.requestId());
    }

    @Test
    void killedAfterTheWriteTheSweepPublishes() {
        gateway.killAt(FailPoint.Step.REGISTER_WRITTEN);
        killed(of("token-1"));
        assertThat(gateway.bus.published()).isEmpty();
        gateway.replica().sweepFor(Duration.ofSeconds(6));
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void killedAfterPublishingTheSameRequestIdIsPublishedAgain() {
        gateway.killAt(FailPoint.Step.REQUEST_PUBLISHED);
        killed(of("token-1"));
        gateway.replica().sweepFor(Duration.ofSeconds(6));
        assertThat(requestIds()).hasSize(2);
        assertThat(requestIds().stream().distinct()).hasSize(1);
    }

    @Test
    void killedAfterTheMarkNothingIsPublishedTwice() {
        gateway.killAt(FailPoint.Step.REQUEST_MARKED);
        killed(of("token-1"));
        gateway.replica().sweepFor(Duration.ofSeconds(70));
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void aMarkWhoseReplyIsLostHarmsNothing() {
        gateway.ledger.beforeNextWrite(() -> gateway.ledger.beforeNextWrite(() -> gateway.ledger.loseNextReply()));
        Callback accepted = gateway.registered("token-1", "order-1");
        assertThat(gateway.current(accepted.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).hasSize(1);
    }

    private void killed(TestRegistrations registration) {
        assertThatThrownBy(() -> gateway.register.register(registration.build()))
                .isInstanceOf(GatewayFixture.Killed.class);
    }

    private List<String> requestIds() {
        return gateway.bus.published("Task Requested").stream()
                .map(detail -> detail.get("requestId").textValue())
                .toList();
    }

    private static TestRegistrations of(String token) {
        return TestRegistrations.of(token, "approve", "order-1");
    }

    @Test
    void aFailedEntryOfAFirstRegistrationLeavesNothing() {
        gateway.bus.script(new DispatchResult.EntryFailed("InternalFailure"));
        RegistrationResult registered = gateway.register.register(
                TestRegistrations.of("token-1", "approve", "order-1").build());
        assertThat(registered).isEqualTo(new RegistrationResult.NotDispatched("InternalFailure", true));
        assertThat(gateway.ledger.find(GatewayFixture.idOf("approve", "order-1")))
                .isEmpty();
    }

    @Test
    void aRegistrationThatWasRepeatedAndAcknowledgedIsNotTakenBack() {
        Registration registration =
                TestRegistrations.of("token-1", "approve", "order-1").build();
        List<RegistrationResult> repeated = new ArrayList<>();
        gateway.bus.script(new DispatchResult.EntryFailed("InternalFailure"));
        gateway.bus.meanwhile(() -> repeated.add(gateway.register.register(registration)));

        RegistrationResult first = gateway.register.register(registration);

        assertThat(first).isInstanceOf(RegistrationResult.Accepted.class);
        assertThat(repeated).singleElement().isInstanceOf(RegistrationResult.Accepted.class);
        gateway.sweepFor(Duration.ofSeconds(7));
        assertThat(gateway.current(GatewayFixture.idOf("approve", "order-1")).dispatch())
                .isEqualTo(Callback.Dispatch.SENT);
        assertThat(requestIds()).hasSize(1);
    }

    @Test
    void aFailedEntryOfANewerTokenIsTriedAgain() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.bus.script(new DispatchResult.EntryFailed("InternalFailure"));
        Callback renewed = gateway.registered("token-2", "order-1");
        assertThat(renewed.dispatch()).isEqualTo(Callback.Dispatch.NEEDED);
        gateway.sweepFor(Duration.ofSeconds(7));
        assertThat(gateway.current(renewed.id()).dispatch()).isEqualTo(Callback.Dispatch.SENT);
    }
}
