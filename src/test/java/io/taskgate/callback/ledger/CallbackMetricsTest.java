package io.taskgate.callback.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.ProtocolTimings;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.settlement.ImmediateResult;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests the protocol metrics.
class CallbackMetricsTest {

    private final GatewayFixture gateway = new GatewayFixture();

    private double counted(String name, String... tags) {
        return gateway.meters.find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double callbacks(String state, String outcome) {
        return counted("taskgate.callbacks", "route", "orders.approve", "state", state, "outcome", outcome);
    }

    // ---- states

    @Test
    void aCallbackIsCountedInEachStateThatItComesInto() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");

        assertThat(callbacks("pending", "none")).isEqualTo(1);
        assertThat(callbacks("settling", "success")).isEqualTo(1);
        assertThat(callbacks("delivered", "success")).isEqualTo(1);
    }

    @Test
    void theSameTokenAndTheSameAnswerAgainAreCountedOnce() {
        gateway.registered("token-1", "order-1");
        gateway.registered("token-1", "order-1");
        gateway.fail("order-1", "OutOfStock", null);
        gateway.fail("order-1", "OutOfStock", null);

        assertThat(callbacks("pending", "none")).isEqualTo(1);
        assertThat(callbacks("settling", "failure")).isEqualTo(1);
        assertThat(callbacks("delivered", "failure")).isEqualTo(1);
    }

    @Test
    void aNewerTokenIsOneMore() {
        gateway.registered("token-1", "order-1");
        gateway.accepted(TestRegistrations.of("token-2", "approve", "order-1").retry(1));

        assertThat(callbacks("pending", "none")).isEqualTo(2);
    }

    @Test
    void anEarlyAnswerIsCountedAndItsWeightOnce() {
        gateway.succeed("order-1", "'12345678'");
        gateway.registered("token-1", "order-1");

        assertThat(callbacks("early", "success")).isEqualTo(1);
        assertThat(callbacks("settling", "success")).isEqualTo(1);
        assertThat(counted("taskgate.boundary.bytes", "boundary", "result", "direction", "in"))
                .isEqualTo(10);
    }

    @Test
    void anAmbiguousEndIsCountedAndItsReconciliation() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.stepFunctions.loseNextReply();
        Callback after = gateway.reporter.report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.AMBIGUOUS);

        gateway.reconciler.reconcile(after);

        assertThat(counted("taskgate.callbacks", "state", "ambiguous")).isEqualTo(1);
        assertThat(counted("taskgate.callbacks", "state", "delivered")).isEqualTo(1);
    }

    @Test
    void aRouteThatNobodyConfiguredIsNoTag() {
        Registration unknown = TestRegistrations.of("token-1", "made-up-" + System.nanoTime(), "order-1")
                .build();

        gateway.immediate.failRegistration(
                unknown, ImmediateSettlement.Rejection.UNKNOWN_ROUTE, "there is no such route");

        assertThat(counted("taskgate.callbacks", "route", MeteredLedger.OTHER_ROUTE, "state", "settling"))
                .isEqualTo(1);
        assertThat(gateway.meters.getMeters())
                .extracting(meter -> meter.getId().toString())
                .noneMatch(id -> id.contains("made-up"));
    }

    /// Promise 14, and a bounded number of tag values.
    @Test
    void noTagHoldsAKeyOrAToken() {
        gateway.registered("token-secret", "order-secret");
        gateway.succeed("order-secret", "1");

        assertThat(gateway.meters.getMeters())
                .flatExtracting(meter -> meter.getId().getTags())
                .extracting(Tag::getValue)
                .noneMatch(value -> value.contains("secret"))
                .noneMatch(value -> value.startsWith("cb_"));
    }

    // ---- times

    @Test
    void theWaitIsTimedFromRegistrationToOutcome() {
        gateway.registered("token-1", "order-1");
        gateway.clock.advance(Duration.ofSeconds(30));
        gateway.succeed("order-1", "1");

        var waits = gateway.meters
                .get("taskgate.callback.wait")
                .tags("route", "orders.approve", "outcome", "success")
                .timer();
        assertThat(waits.count()).isEqualTo(1);
        assertThat(waits.totalTime(TimeUnit.SECONDS)).isEqualTo(30);
    }

    @Test
    void theReportIsTimedFromTheAnswerToStepFunctions() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.clock.advance(Duration.ofSeconds(7));
        gateway.reporter.report(settling);

        var reports = gateway.meters
                .get("taskgate.callback.report")
                .tag("outcome", "success")
                .timer();
        assertThat(reports.totalTime(TimeUnit.SECONDS)).isEqualTo(7);
    }

    // ---- reports

    @Test
    void eachTryIsCountedByItsReply() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.stepFunctions.script(
                new StepFunctions.Reply.NotApplied("ThrottlingException (400)", true),
                new StepFunctions.Reply.ReplyLost("connection reset"),
                new StepFunctions.Reply.Accepted());

        gateway.reporter.report(settling);

        assertThat(counted("taskgate.sends", "operation", "success", "result", "throttled"))
                .isEqualTo(1);
        assertThat(counted("taskgate.sends", "operation", "success", "result", "lost"))
                .isEqualTo(1);
        assertThat(counted("taskgate.sends", "operation", "success", "result", "accepted"))
                .isEqualTo(1);
    }

    @Test
    void aReportThatIsPutBackAndTakenUpAgainIsCountedAsRetried() {
        Callback settling = gateway.settling("token-1", "order-1", "1");
        gateway.stepFunctions.script(new StepFunctions.Reply.Denied("AccessDeniedException (400)"));
        gateway.reporter.report(settling);
        assertThat(counted("taskgate.report.retries", "reason", "rescheduled")).isEqualTo(1);

        gateway.sweepFor(Duration.ofSeconds(90));

        assertThat(counted("taskgate.report.retries", "reason", "taken_over")).isEqualTo(1);
        assertThat(callbacks("settling", "success")).isZero();
        assertThat(callbacks("delivered", "success")).isEqualTo(1);
    }

    @Test
    void aTurnIsTimed() {
        gateway.registered("token-1", "order-1");
        gateway.succeed("order-1", "1");

        assertThat(gateway.meters
                        .get("taskgate.quota.wait")
                        .tags("operation", "success", "priority", "fresh", "acquired", "true")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    // ---- payloads

    @Test
    void aBoundaryIsWeighedBeforeAndBehind() {
        gateway.accepted(TestRegistrations.of("token-1", "trim", "order-1")
                .input(GatewayFixture.json("{'a': 1, 'b': 'twelve bytes'}")));
        gateway.settle.settle(
                GatewayFixture.key("trim", "order-1"),
                new Answer.Success(GatewayFixture.text("{'a': [1, 2], 'b': 'twelve bytes'}")));

        assertThat(bytes("request", "in")).isEqualTo("{\"a\":1,\"b\":\"twelve bytes\"}".length());
        assertThat(bytes("request", "out")).isEqualTo(1);
        assertThat(bytes("result", "in")).isEqualTo("{\"a\":[1,2],\"b\":\"twelve bytes\"}".length());
        assertThat(bytes("result", "out")).isEqualTo("[1,2]".length());
    }

    private double bytes(String boundary, String direction) {
        return counted("taskgate.boundary.bytes", "route", "orders.trim", "boundary", boundary, "direction", direction);
    }

    @Test
    void anAnswerOfACallCountsAsRegistrationAndResult() {
        Registration registration =
                TestRegistrations.of("token-1", "approve", "order-1").build();
        gateway.immediate.registerSettled(registration, new ImmediateResult.Failure("Orders.OutOfStock", "none left"));

        assertThat(callbacks("settling", "failure")).isEqualTo(1);
        assertThat(callbacks("pending", "none")).isZero();
    }

    // ---- the sweep

    @Test
    void theSweepShowsHowLateTheOldestIs() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
        gateway.accepted(TestRegistrations.of("token-2", "watch", "order-2"));
        Duration due = Duration.ofSeconds(30).plus(ProtocolTimings.SKEW_MARGIN);
        gateway.sweepOnce();
        gateway.clock.advance(due.plusSeconds(40));

        gateway.sweepOnce();

        assertThat(gauge("taskgate.sweep.due", "timers")).isEqualTo(2);
        assertThat(gauge("taskgate.sweep.lateness", "timers")).isGreaterThanOrEqualTo(40);
        assertThat(counted("taskgate.sweep.runs", "result", "completed")).isEqualTo(2);

        gateway.sweepFor(Duration.ofSeconds(2));
        assertThat(gauge("taskgate.sweep.lateness", "timers")).isZero();
    }

    @Test
    void aRoundThatCanNotBeIsCounted() {
        gateway.clockTrusted = false;

        gateway.sweepOnce();

        assertThat(counted("taskgate.sweep.runs", "result", "clock_skew")).isEqualTo(1);
        assertThat(counted("taskgate.sweep.runs", "result", "completed")).isZero();
    }

    private double gauge(String name, String queue) {
        return gateway.meters.get(name).tag("queue", queue).gauge().value();
    }
}
