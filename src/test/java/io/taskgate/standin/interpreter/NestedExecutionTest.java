package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.stepfunctions.Arns;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests `startExecution.sync`, which the nested execution, its own token or a time-out ends.
class NestedExecutionTest {

    private static final String PARENT = """
            {"StartAt": "N", "States": {"N": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
              "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:nested", "Name": "one",
                "Input": {"token.$": "$$.Task.Token"}}, "TimeoutSeconds": 60, "End": true}}}""";
    private static final String NESTED = """
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 30, "Next": "F"},
              "F": {"Type": "%s", %s}}}""";

    private final ManualTimers timers = new ManualTimers();
    private final StandInStepFunctions states =
            new StandInStepFunctions(timers, new CallLog(), _ -> StatesJson.object(), _ -> {});

    private Execution start(String last, String more) {
        states.create("nested", NESTED.formatted(last, more), "role");
        Execution parent = states.start(states.create("parent", PARENT, "role").arn(), "run", "{}");
        // the task's time-out and the nested execution's wait must be set before the clock advances
        await().until(() -> parent.history().size() == 5 && timers.pending() == 2);
        return parent;
    }

    private Execution nested() {
        return states.execution(Arns.execution("nested", "one"));
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private static List<String> types(Execution execution) {
        return execution.history().stream().map(Execution.Event::type).toList();
    }

    /// The sequence and the structure of the cause are as recorded.
    @Test
    void aFailureOfTheNestedFailsTheTask() {
        Execution parent = start("Fail", "\"Error\": \"Bad\", \"Cause\": \"so\"");

        timers.advance(Duration.ofSeconds(30));

        JsonNode ending = ended(parent).ending();
        assertThat(ending.path("error").asText()).isEqualTo("States.TaskFailed");
        JsonNode cause = StatesJson.parsed(ending.path("cause").asText());
        assertThat(cause.path("Error").asText()).isEqualTo("Bad");
        assertThat(cause.path("Status").asText()).isEqualTo("FAILED");
        assertThat(types(parent))
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskSubmitted",
                        "TaskFailed",
                        "ExecutionFailed");
    }

    /// As recorded: the token of a `.sync` task can be answered as well.
    @Test
    void itsTokenEndsTheTaskAndTheNestedRunsOn() {
        Execution parent = start("Succeed", "\"Comment\": \"\"");

        states.succeed(nested().data().path("token").asText(), "\"by token\"");

        assertThat(ended(parent).ending().path("output").asText()).isEqualTo("\"by token\"");
        assertThat(nested().status()).isEqualTo(Execution.Status.RUNNING);
    }

    @Test
    void aTimeOutOrAStopOfTheParentStopsTheNested() {
        Execution parent = start("Succeed", "\"Comment\": \"\"");

        states.stop(parent, StatesJson.object());

        assertThat(ended(nested()).status()).isEqualTo(Execution.Status.ABORTED);
    }
}
