package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndedExecutionsTest {

    private static final CallbackId ID = Gateway.idOf("watch", "order-1");

    private final Gateway gateway = new Gateway();
    private final EndedExecutions ended = new EndedExecutions(gateway.ledger, gateway.heartbeat);

    @BeforeEach
    void aTaskWaits() {
        gateway.accepted(Registrations.of("token-1", "watch", "order-1"));
    }

    private void closed() {
        gateway.stepFunctions.close(Gateway.token("token-1"), new StepFunctions.Ending.ClosedOtherwise("stopped"));
    }

    @Test
    void aTaskOfAnEndedExecutionIsClosedAndItsWorkerTold() {
        closed();

        assertThat(ended.ended(Gateway.EXECUTION, "ABORTED")).isEqualTo(1);

        assertThat(gateway.standing(ID).state()).isEqualTo(State.CLOSED);
        assertThat(gateway.standing(ID).reason()).contains("its execution has ended: ABORTED");
        assertThat(gateway.bus.published("Task Cancelled"))
                .singleElement()
                .satisfies(detail -> assertThat(detail.path("reason").asText()).contains("ABORTED"));
        assertThat(gateway.heartbeat.beat(Gateway.key("watch", "order-1"), null))
                .isInstanceOf(HeartbeatReply.Stop.class);
    }

    /// The news may be older than a redrive.
    @Test
    void aTaskThatStepFunctionsStillWaitsForIsLeftAlone() {
        assertThat(ended.ended(Gateway.EXECUTION, "ABORTED")).isZero();

        assertThat(gateway.standing(ID).state()).isEqualTo(State.PENDING);
        assertThat(gateway.bus.published("Task Cancelled")).isEmpty();
    }

    @Test
    void tasksOfOtherExecutionsAreNotAskedAbout() {
        closed();

        assertThat(ended.ended(Gateway.EXECUTION + "-2", "ABORTED")).isZero();

        assertThat(gateway.stepFunctions.calls("heartbeat")).isEmpty();
    }

    @Test
    void whatCouldNotBeAskedIsTriedAgain() {
        closed();
        gateway.stepFunctions.script(new StepFunctions.Reply.NotApplied("away", false));

        assertThatThrownBy(() -> ended.ended(Gateway.EXECUTION, "ABORTED"))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(gateway.standing(ID).state()).isEqualTo(State.PENDING);

        assertThat(ended.ended(Gateway.EXECUTION, "ABORTED")).isEqualTo(1);
    }
}
