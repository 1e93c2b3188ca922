package io.taskgate.callback.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.ratelimit.Priority;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests a process with a quota of hardly more than one call of each operation.
class ExhaustedQuotaTest {

    private final GatewayFixture gateway = new GatewayFixture(new SendTaskRateLimiter.Limits(1, 0.001, 1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /// Advances the clock until the work is done.
    private <T> T awaited(Future<T> work) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            gateway.pauses.advance(Duration.ofMillis(10));
            return work.isDone();
        });
        return work.resultNow();
    }

    private Callback spent(String token, String key) {
        assertThat(gateway.reporter
                        .report(gateway.settling("token-0", "order-0", "0"))
                        .state())
                .isEqualTo(CallbackState.DELIVERED);
        Callback settling = gateway.settling(token, key, "1");
        return awaited(threads.submit(() -> gateway.reporter.report(settling)));
    }

    @Test
    void aReportWithoutATurnIsPutBackAndNothingIsSent() {
        Callback after = spent("token-1", "order-1");

        assertThat(after.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(after.lease().held()).isFalse();
        assertThat(after.lease().inDoubt()).isFalse();
        assertThat(after.reason()).contains("quota");
        assertThat(after.dueAt()).isAfter(gateway.clock.instant());
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
    }

    @Test
    void theSweepReportsItWhenThereIsQuotaAgain() {
        Callback put = spent("token-1", "order-1");

        gateway.replica().sweepFor(Duration.ofSeconds(5));

        assertThat(gateway.current(put.id()).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void theSweepTakesNothingOverThatCouldNotEvenWait() {
        Callback put = spent("token-1", "order-1");
        for (int place = 0; place < 256; place++) {
            threads.submit(() -> gateway.quota.send(
                    SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG, () -> new StepFunctions.Reply.Accepted()));
        }
        await().until(() -> !gateway.quota.hasCapacity(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG));
        gateway.clock.advance(Duration.ofMinutes(1));

        gateway.process(put.id());

        assertThat(gateway.current(put.id())).isEqualTo(put);
    }

    @Test
    void aTimeOutIsNotBehindABacklogOfReports() {
        spent("token-1", "order-1");
        for (int i = 0; i < 450; i++) {
            Callback settling = gateway.settling("late-" + i, "late-" + i, "1");
            gateway.ledger.apply(
                    settling.id(), ReportTransitions.putBack(settling, false, gateway.clock.instant(), "no quota"));
        }
        Callback watched = gateway.accepted(TestRegistrations.of("token-w", "watch", "order-w"));
        for (int place = 0; place < 256; place++) {
            threads.submit(() -> gateway.quota.send(
                    SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG, () -> new StepFunctions.Reply.Accepted()));
        }
        await().until(() -> !gateway.quota.hasCapacity(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG));
        gateway.clock.advance(Duration.ofMinutes(1));

        gateway.sweepOnce();

        assertThat(gateway.current(watched.id()).committedOutcome().kind()).isEqualTo(Outcome.Kind.HEARTBEAT_TIMEOUT);
    }

    /// Found by the simulated backlog: each run of the sweep read thousands of reports that could not even
    /// wait.
    @Test
    void aBacklogThatFindsNoPlaceIsNotReadOn() {
        spent("token-1", "order-1");
        for (int i = 0; i < 450; i++) {
            Callback settling = gateway.settling("late-" + i, "late-" + i, "1");
            gateway.ledger.apply(
                    settling.id(), ReportTransitions.putBack(settling, false, gateway.clock.instant(), "no quota"));
        }
        for (int place = 0; place < 256; place++) {
            threads.submit(() -> gateway.quota.send(
                    SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG, () -> new StepFunctions.Reply.Accepted()));
        }
        await().until(() -> !gateway.quota.hasCapacity(SendTaskRateLimiter.Operation.SUCCESS, Priority.BACKLOG));
        gateway.clock.advance(Duration.ofMinutes(1));
        int before = gateway.ledger.finds();

        gateway.sweepOnce();

        assertThat(gateway.ledger.finds() - before).isLessThan(350);
    }

    @Test
    void aHeartbeatWithoutATurnIsNotAccepted() {
        Callback pending = gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-2"));
        gateway.heartbeat.record(GatewayFixture.key("watch", "order-2"), null);

        HeartbeatResult reply =
                awaited(threads.submit(() -> gateway.heartbeat.record(GatewayFixture.key("watch", "order-1"), null)));

        assertThat(reply).isInstanceOf(HeartbeatResult.NotRelayed.class);
        assertThat(gateway.current(pending.id())).isEqualTo(pending);
    }
}
