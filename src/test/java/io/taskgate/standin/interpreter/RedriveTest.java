package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.FakeIntegrations;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests RedriveExecution, which continues from the failed state and keeps the successful ones.
class RedriveTest {

    private static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", %s
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "of.$": "$",
                "retry.$": "$$.State.RetryCount", "redrive.$": "$$.Execution.RedriveCount"}}, "End": true}""";

    private final ManualTimers timers = new ManualTimers();
    private final FakeIntegrations services = new FakeIntegrations();
    private final CallLog truth = new CallLog();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, truth, services, _ -> {});

    private Execution start(String statesOf, String input) {
        String definition = "{\"StartAt\": \"S\", \"States\": {" + statesOf + "}}";
        return states.start(states.create("machine", definition, "role").arn(), "run", input);
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private JsonNode sent(int number) {
        await().until(() -> services.sent.size() > number);
        return services.sent.get(number);
    }

    private String token(int number) {
        return sent(number).path("token").asText();
    }

    private static List<String> events(Execution execution) {
        return execution.history().stream()
                .map(event -> event.id() + "<" + event.previous() + " " + event.type())
                .toList();
    }

    private void fail(int number) {
        states.fail(token(number), new TaskOutcome.Failed("Bad", null));
    }

    @Test
    void theFailedTaskIsTriedAgainWithANewToken() {
        Execution execution = start(
                "\"S\": {\"Type\": \"Pass\", \"Assign\": {\"kept\": 1}, \"Next\": \"T\"}, \"T\": "
                        + ASK.formatted("\"Retry\": [{\"ErrorEquals\": [\"Bad\"], \"MaxAttempts\": 1}],"),
                "7");
        fail(0);
        await().until(() -> timers.pending() == 1);
        timers.advance(Duration.ofSeconds(1));
        fail(1);
        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);
        int before = execution.history().size();

        timers.advance(Duration.ofHours(1));
        states.redrive(execution);

        JsonNode third = sent(2);
        assertThat(third.path("token").asText()).isNotEqualTo(token(1));
        assertThat(third.path("retry").asInt()).isZero();
        assertThat(third.path("redrive").asInt()).isEqualTo(1);
        assertThatThrownBy(() -> states.succeed(token(1), "1"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut"));
        // attempts are counted from zero
        fail(2);
        await().until(() -> timers.pending() == 1);
        timers.advance(Duration.ofSeconds(1));
        assertThat(sent(3).path("retry").asInt()).isEqualTo(1);
        states.succeed(token(3), "\"done\"");
        assertThat(ended(execution).ending().path("output").asText()).isEqualTo("\"done\"");
        assertThat(execution.redrives()).isEqualTo(1);
        assertThat(execution.redriven()).contains(timers.now().minusSeconds(1));
        assertThat(events(execution).subList(before, before + 4))
                .containsExactly(
                        before + 1 + "<" + before + " ExecutionRedriven",
                        before + 2 + "<" + (before + 1) + " TaskScheduled",
                        before + 3 + "<" + (before + 2) + " TaskStarted",
                        before + 4 + "<" + (before + 3) + " TaskSubmitted");
    }

    @Test
    void onlyBranchesThatDidNotSucceedRunAgain() {
        Execution execution = start(
                "\"S\": {\"Type\": \"Parallel\", \"End\": true, \"Branches\": ["
                        + "{\"StartAt\": \"A\", \"States\": {\"A\": " + ASK.formatted("") + "}},"
                        + "{\"StartAt\": \"B\", \"States\": {\"B\": " + ASK.formatted("") + "}},"
                        + "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 10, \"End\": true}}}]}",
                "7");
        sent(1);
        states.succeed(token(0), "\"first\"");
        await().until(() -> events(execution).stream().anyMatch(event -> event.endsWith("TaskStateExited")));
        fail(1);
        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);

        states.redrive(execution);

        sent(2);
        await().until(() -> timers.pending() == 1);
        timers.advance(Duration.ofSeconds(10));
        states.succeed(token(2), "\"again\"");
        assertThat(ended(execution).ending().path("output").asText()).contains("\"first\"", "\"again\"", "7");
        assertThat(services.sent).hasSize(3);
    }

    @Test
    void aStoppedExecutionGoesOnWhereItStood() {
        Execution execution = start("\"S\": {\"Type\": \"Wait\", \"Seconds\": 60, \"End\": true}", "{\"kept\": true}");
        await().until(() -> timers.pending() == 1);
        states.stop(execution, StatesJson.object());
        await().until(() -> timers.pending() == 0);

        states.redrive(execution);

        await().until(() -> timers.pending() == 1);
        timers.advance(Duration.ofSeconds(60));
        assertThat(ended(execution).ending().path("output").asText()).isEqualTo("{\"kept\":true}");
        // the truth log contains an end slightly later
        await().untilAsserted(() -> assertThat(truth.lines())
                .filteredOn(line -> line.contains("ExecutionEnd"))
                .hasSize(2));
    }

    /// After any order of a stop and a redrive, one execution remains and ends.
    @Test
    void aRedriveRightAfterAStopWaitsAnew() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            String machine = states.create(
                            "stopped",
                            "{\"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 60, \"End\": true}}}",
                            "role")
                    .arn();
            Execution execution = states.start(machine, "run-" + i, "{}");

            Thread impatient = Thread.ofVirtual().start(() -> redriveAsSoonAsItEnds(execution));
            states.stop(execution, StatesJson.object());
            impatient.join();

            await().until(() -> {
                timers.advance(Duration.ofSeconds(60));
                return execution.status() == Execution.Status.SUCCEEDED;
            });
            assertThat(timers.pending()).isZero();
            // the end was logged before the execution was open again
            await().untilAsserted(
                            () -> assertThat(truth.lines()).last().asString().contains("SUCCEEDED"));
            assertThat(truth.lines()).noneMatch(line -> line.contains("RUNNING"));
        }
    }

    private void redriveAsSoonAsItEnds(Execution execution) {
        for (int tries = 0; tries < 1_000_000; tries++) {
            try {
                states.redrive(execution);
                return;
            } catch (AwsError stillRunning) {
                assertThat(stillRunning).hasMessageContaining("RUNNING");
                Thread.yield();
            }
        }
    }

    @Test
    void neitherRunningNorSucceededNorOldOnesAreRedriven() {
        Execution execution = start("\"S\": " + ASK.formatted(""), "7");
        token(0);
        refused(execution, "RUNNING");
        states.succeed(token(0), "1");
        refused(ended(execution), "SUCCEEDED");

        Execution failed = states.start(
                states.create("failing", "{\"StartAt\": \"F\", \"States\": {\"F\": {\"Type\": \"Fail\"}}}", "role")
                        .arn(),
                "old",
                "{}");
        ended(failed);
        timers.advance(Duration.ofDays(14));
        states.redrive(failed);
        ended(failed);
        timers.advance(Duration.ofDays(14).plusSeconds(1));
        refused(failed, "14 days");
    }

    @Test
    void aFullHistoryHasNoRoomForARedrive() {
        Execution execution = start(
                "\"S\": {\"Type\": \"Pass\", \"Next\": \"C\"}, \"C\": {\"Type\": \"Choice\", \"Default\": \"S\", \"Choices\": ["
                        + "{\"Variable\": \"$.end\", \"IsPresent\": true, \"Next\": \"E\"}]}, \"E\": {\"Type\": \"Succeed\"}",
                "{}");

        assertThat(ended(execution).history()).hasSize(ServiceLimits.HISTORY_EVENTS);
        refused(execution, "history event limit");
    }

    private void refused(Execution execution, String said) {
        assertThatThrownBy(() -> states.redrive(execution))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("ExecutionNotRedrivable"))
                .hasMessageContaining(said);
    }
}
