package io.taskgate.callback.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.ledger.ReportTransitions;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests reports of a process whose lease another process has taken over: the fence rejects its writes.
class StaleReportTest {

    private static final StepFunctions.Reply GONE = new StepFunctions.Reply.TimedOut();

    private final GatewayFixture gateway = new GatewayFixture();

    @Test
    void aStaleFenceLosesItsWrite() {
        Callback settling = settling();
        gateway.stepFunctions.script(
                new StepFunctions.Reply.Unknown("InvalidToken"),
                () -> gateway.ledger.apply(
                        settling.id(), ReportTransitions.takeOver(settling, gateway.clock.instant())));
        Callback after = report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.SETTLING);
        assertThat(after.lease().fence()).isEqualTo(2);
    }

    @Test
    void aStaleHolderDoesNotTurnDeliveredIntoClosed() {
        Callback settling = settling();
        GatewayFixture other = gateway.replica();
        gateway.stepFunctions.beforeNextCall(() -> {
            other.sweepFor(Duration.ofSeconds(12));
            gateway.ledger.await(settling.id(), CallbackState.DELIVERED);
        });
        Callback after = report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.current(settling.id()).state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aStaleHolderDoesNotTouchANewerGeneration() {
        Callback settling = settling();
        gateway.clock.advance(Duration.ofSeconds(1));
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("TaskTimedOut"));
        gateway.stepFunctions.script(GONE, () -> gateway.replica().registered("token-2", "order-1"));
        report(settling);
        Callback current = gateway.current(settling.id());
        assertThat(current.generation()).isEqualTo(2);
        assertThat(current.state()).isEqualTo(CallbackState.DELIVERED);
    }

    @Test
    void aStaleHolderWhoseResultIsRefusedStops() {
        Callback settling = settling();
        GatewayFixture other = gateway.replica();
        gateway.stepFunctions.script(new StepFunctions.Reply.InvalidOutput("not JSON"), () -> {
            gateway.stepFunctions.script(new StepFunctions.Reply.InvalidOutput("not JSON"));
            other.sweepFor(Duration.ofSeconds(12));
            gateway.ledger.await(settling.id(), CallbackState.DELIVERED);
        });
        Callback after = report(settling);
        assertThat(after.state()).isEqualTo(CallbackState.DELIVERED);
        assertThat(gateway.stepFunctions.calls("failure")).hasSize(1);
    }

    @Test
    void aReportThatIsAtWorkIsNotBegunTwice() {
        Callback settling = settling();
        gateway.stepFunctions.beforeNextCall(() -> {
            assertThat(gateway.reporter.isInFlight(settling)).isTrue();
            assertThat(gateway.reporter.report(settling)).isEqualTo(settling);
        });
        report(settling);
        assertThat(gateway.stepFunctions.calls("success")).hasSize(1);
        assertThat(gateway.reporter.isInFlight(settling)).isFalse();
    }

    private Callback settling() {
        return gateway.settling("token-1", "order-1", "1");
    }

    private Callback report(Callback settling) {
        return gateway.reporter.report(settling);
    }
}
