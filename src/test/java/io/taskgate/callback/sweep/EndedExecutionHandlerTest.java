package io.taskgate.callback.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.heartbeat.HeartbeatResult;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.testing.callback.GatewayFixture;
import io.taskgate.testing.callback.TestRegistrations;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndedExecutionHandlerTest {

    private static final CallbackId ID = GatewayFixture.idOf("watch", "order-1");

    private final GatewayFixture gateway = new GatewayFixture();
    private final EndedExecutionHandler ended =
            new EndedExecutionHandler(gateway.ledger, gateway.heartbeat, gateway.closer);

    @BeforeEach
    void aTaskWaits() {
        gateway.accepted(TestRegistrations.of("token-1", "watch", "order-1"));
    }

    private void closed() {
        gateway.stepFunctions.close(
                GatewayFixture.token("token-1"), new StepFunctions.TaskOutcome.ClosedOtherwise("stopped"));
    }

    @Test
    void aTaskOfAnEndedExecutionIsClosedAndItsWorkerTold() {
        closed();

        assertThat(ended.executionEnded(GatewayFixture.EXECUTION, "ABORTED")).isEqualTo(1);

        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.CLOSED);
        assertThat(gateway.current(ID).reason()).contains("The execution has ended: ABORTED");
        assertThat(gateway.bus.published("Task Cancelled"))
                .singleElement()
                .satisfies(detail -> assertThat(detail.path("reason").asText()).contains("ABORTED"));
        assertThat(gateway.heartbeat.record(GatewayFixture.key("watch", "order-1"), null))
                .isInstanceOf(HeartbeatResult.TaskClosed.class);
    }

    /// The event may be older than a redrive.
    @Test
    void aTaskThatStepFunctionsStillWaitsForIsLeftAlone() {
        assertThat(ended.executionEnded(GatewayFixture.EXECUTION, "ABORTED")).isZero();

        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);
        assertThat(gateway.bus.published("Task Cancelled")).isEmpty();
    }

    @Test
    void tasksOfOtherExecutionsAreNotAskedAbout() {
        closed();

        assertThat(ended.executionEnded(GatewayFixture.EXECUTION + "-2", "ABORTED"))
                .isZero();

        assertThat(gateway.stepFunctions.calls("heartbeat")).isEmpty();
    }

    @Test
    void whatCouldNotBeAskedIsTriedAgain() {
        closed();
        gateway.stepFunctions.script(new StepFunctions.Reply.NotApplied("away", false));

        assertThatThrownBy(() -> ended.executionEnded(GatewayFixture.EXECUTION, "ABORTED"))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(gateway.current(ID).state()).isEqualTo(CallbackState.PENDING);

        assertThat(ended.executionEnded(GatewayFixture.EXECUTION, "ABORTED")).isEqualTo(1);
    }
}
