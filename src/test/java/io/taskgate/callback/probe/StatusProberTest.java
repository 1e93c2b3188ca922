package io.taskgate.callback.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import io.taskgate.testing.payload.EvaluatorOverload;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the route `probe`, which polls every 10 s and has a heartbeat interval of 60 s.
class StatusProberTest {

    private static final CallbackId ID = GatewayFixture.idOf("probe", "job 1");

    private final GatewayFixture gateway = new GatewayFixture();

    @BeforeEach
    void aJobRuns() {
        gateway.accepted(TestRegistrations.of("token-1", "probe", "job 1"));
    }

    /// Runs the sweep second by second and waits for each probe.
    private void sweepFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            int before = gateway.pages.requests().size();
            Instant due = gateway.current(ID).dueAt();
            gateway.clock.advance(Duration.ofSeconds(1));
            gateway.pauses.advance(Duration.ofSeconds(1));
            boolean looks = due != null && !due.isAfter(gateway.clock.instant());
            gateway.sweepOnce();
            if (looks && gateway.current(ID).state() == CallbackState.PENDING) {
                await().until(() -> gateway.pages.requests().size() > before);
                await().until(() -> gateway.prober.isIdle("orders"));
            }
        }
    }

    @Test
    void workThatGoesOnIsAHeartbeat() {
        gateway.pages.show(GatewayFixture.json("{'status': 'RUNNING', 'percent': 40}"));

        sweepFor(120);

        Callback current = gateway.current(ID);
        assertThat(current.state()).isEqualTo(CallbackState.PENDING);
        assertThat(String.valueOf(current.heartbeatState().progress())).isEqualTo("40");
        assertThat(gateway.stepFunctions.calls("heartbeat")).hasSizeBetween(3, 12);
        // every 8 to 10 s, and a second until the sweep runs
        assertThat(gateway.pages.requests()).hasSizeBetween(10, 16);
        assertThat(gateway.pages.requests()).containsOnly(URI.create("http://orders.internal:8080/jobs/job%201"));
    }

    @Test
    void workThatHasEndedIsSettled() {
        gateway.pages.show(GatewayFixture.json("{'status': 'DONE', 'result': {'a': 1}}"));

        sweepFor(12);

        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("{\"a\":1}"));
    }

    @Test
    void workThatHasFailedFailsItsTask() {
        gateway.pages.show(GatewayFixture.json("{'status': 'BROKEN'}"));

        sweepFor(12);

        gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-1")))
                .isEqualTo(new StepFunctions.TaskOutcome.Failed("BROKEN", null));
    }

    @Test
    void aServiceThatIsGoneEndsInTheHeartbeatsTimeOut() {
        gateway.pages.show(GatewayFixture.json("{'status': 'RUNNING'}"));
        sweepFor(12);
        gateway.pages.showNothing();
        int before = gateway.pages.requests().size();

        sweepFor(78);

        Callback ended = gateway.ledger.await(ID, CallbackState.DELIVERED);
        assertThat(ended.committedOutcome().kind()).isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
        // 10, 20, then 40 s apart, and two before the time-out: fewer than the nine of a healthy service
        assertThat(gateway.pages.requests().size() - before).isBetween(3, 6);
    }

    @Test
    void aWordThatIsNotKnownIsNoSignOfLife() {
        gateway.pages.show(GatewayFixture.json("{'status': 'CONFUSED'}"));

        sweepFor(75);

        assertThat(gateway.ledger
                        .await(ID, CallbackState.DELIVERED)
                        .committedOutcome()
                        .kind())
                .isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
    }

    @Test
    void aResultThatCannotBeShapedForLoadDoesNotFailItsTask() {
        CallbackId id = GatewayFixture.idOf("query", "job 2");
        gateway.accepted(TestRegistrations.of("token-2", "query", "job 2"));
        gateway.pages.show(GatewayFixture.json("{'status': 'DONE', 'result': {'a': 1}}"));

        try (EvaluatorOverload routes = EvaluatorOverload.ofRoutes()) {
            look(id);
            assertThat(gateway.current(id).state()).isEqualTo(CallbackState.PENDING);
        }
        look(id);

        gateway.ledger.await(id, CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.truth(GatewayFixture.token("token-2")))
                .isEqualTo(new StepFunctions.TaskOutcome.Succeeded("1"));
    }

    private void look(CallbackId id) {
        int before = gateway.pages.requests().size();
        gateway.prober.pollAsync(gateway.current(id));
        await().until(() -> gateway.pages.requests().size() > before);
        await().until(() -> gateway.prober.isIdle("orders"));
    }
}
