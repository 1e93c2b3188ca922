package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.ServiceLimits;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests behaviour that was not recorded: Retry, Catch by name, Choice, Wait, sizes, and rejected definitions.
class InterpreterTest {

    private static final String TASK = """
            {"StartAt": "Ask", "States": {
              "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "retry.$": "$$.State.RetryCount"}},
                "HeartbeatSeconds": 10, "TimeoutSeconds": 60, "ResultPath": "$.answer", %s "End": true}%s}}""";

    private static String task(String more) {
        return TASK.formatted(more, DistributedMapFixture.caught(more));
    }

    private final ManualTimers timers = new ManualTimers();
    private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final CallLog truth = new CallLog();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, truth, this::send, _ -> {});

    private JsonNode send(Integrations.Call call) {
        sent.add(call.parameters().path("MessageBody"));
        return StatesJson.object().put("MessageId", "1");
    }

    private Execution start(String definition, String input) {
        String arn = states.create("machine", definition, "role").arn();
        return states.start(arn, "run", input);
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private String token(int number) {
        await().until(() -> sent.size() >= number);
        return sent.get(number - 1).path("token").asText();
    }

    @Test
    void tokensAreLongAndOpaque() {
        start(task(""), "{}");
        assertThat(token(1)).hasSizeGreaterThanOrEqualTo(600).matches("[A-Za-z0-9+/=]+");
    }

    @Test
    void retryIssuesANewTokenAndClosesTheOld() {
        Execution execution = start(task("\"Retry\": [{\"ErrorEquals\": [\"Busy\"], \"IntervalSeconds\": 5}],"), "{}");
        String first = token(1);
        states.fail(first, new TaskOutcome.Failed("Busy", null));
        await().until(() -> timers.pending() == 1);

        timers.advance(Duration.ofSeconds(5));

        String second = token(2);
        assertThat(second).isNotEqualTo(first);
        assertThat(sent.get(1).path("retry").asInt()).isEqualTo(1);
        assertThatThrownBy(() -> states.succeed(first, "1"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut"));
        states.succeed(second, "{\"ok\": true}");
        assertThat(ended(execution).ending().path("output").asText()).isEqualTo("{\"answer\":{\"ok\":true}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"States.HeartbeatTimeout", "States.Timeout", "States.ALL"})
    void aMissedHeartbeatIsCaughtUnderEitherName(String name) {
        Execution execution =
                start(task("\"Catch\": [{\"ErrorEquals\": [\"" + name + "\"], \"Next\": \"Caught\"}],"), "{}");
        token(1);

        timers.advance(Duration.ofSeconds(10));

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.SUCCEEDED);
        assertThat(execution.ending().path("output").asText()).contains("\"Error\":\"States.Timeout\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"States.HeartbeatTimeout", "States.TaskFailed", "Other"})
    void aTimeoutIsNotCaughtUnderAnotherName(String name) {
        Execution execution =
                start(task("\"Catch\": [{\"ErrorEquals\": [\"" + name + "\"], \"Next\": \"Caught\"}],"), "{}");
        String token = token(1);
        for (int i = 0; i < 5; i++) {
            timers.advance(Duration.ofSeconds(9));
            states.heartbeat(token);
        }
        timers.advance(Duration.ofSeconds(9));
        states.heartbeat(token);

        timers.advance(Duration.ofSeconds(6));

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);
        assertThat(execution.ending().path("error").asText()).isEqualTo("States.Timeout");
    }

    @Test
    void aStateOutputOverTheLimitEndsTheExecutionUncatchably() {
        Execution execution = start(
                task("\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Caught\"}],"),
                "{\"text\": \"" + "x".repeat(1_000) + "\"}");

        states.succeed(token(1), "\"" + "y".repeat(ServiceLimits.STATE_BYTES - 2) + "\"");

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);
        assertThat(execution.ending().path("error").asText()).isEqualTo("States.DataLimitExceeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ten\"", "1.5", "0", "{}"})
    void aTimeOutThatIsNoNumberOfSecondsFailsTheState(String seconds) {
        Execution execution = start(
                task("").replace("\"TimeoutSeconds\": 60", "\"TimeoutSecondsPath\": \"$.limit\""),
                "{\"limit\": " + seconds + "}");

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.Runtime");
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NONE, 4000", "FULL, 4000"})
    void retriesWaitLongerUpToTheirBound(String jitter, long third) {
        RetryCounters retries = new RetryCounters(StatesJson.parsed("""
                [{"ErrorEquals": ["A"], "IntervalSeconds": 1, "BackoffRate": 3, "MaxAttempts": 3, "MaxDelaySeconds": 4,
                  "JitterStrategy": "%s"}, {"ErrorEquals": ["B"]}]""".formatted(jitter)));
        StateFailure failure = new StateFailure("A", null);

        List<Duration> waits = List.of(
                retries.next(failure).orElseThrow(),
                retries.next(failure).orElseThrow(),
                retries.next(failure).orElseThrow());

        assertThat(retries.next(failure)).isEmpty();
        assertThat(retries.next(new StateFailure("B", null))).isPresent();
        assertThat(retries.count()).isEqualTo(4);
        if (jitter.equals("NONE")) {
            assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(third));
        } else {
            assertThat(waits.get(2)).isBetween(Duration.ZERO, Duration.ofMillis(third));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::sqs:sendMessage\", \"Parameters\": {\"QueueUrl\": \"q\", \"MessageBody.$\": \"States.Array($.text, $.text)\"}, \"End\": true}",
                "{\"Type\": \"Parallel\", \"Parameters\": {\"both.$\": \"States.Array($.text, $.text)\"}, \"Branches\": [{\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Succeed\"}}}], \"End\": true}",
                "{\"Type\": \"Map\", \"ItemsPath\": \"$.items\", \"ItemSelector\": {\"both.$\": \"States.Array($.text, $.text)\"}, \"ItemProcessor\": {\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Succeed\"}}}, \"End\": true}",
            })
    void whatIsHandedOnIsLimitedToo(String state) {
        Execution execution = start(
                "{\"StartAt\": \"S\", \"States\": {\"S\": " + state + "}}",
                "{\"items\": [1], \"text\": \"" + "x".repeat(150_000) + "\"}");

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.DataLimitExceeded");
        assertThat(sent).isEmpty();
    }

    @Test
    void stoppingClosesTheToken() {
        Execution execution = start(task(""), "{}");
        String token = token(1);

        states.stop(execution, StatesJson.object());

        assertThat(execution.status()).isEqualTo(Execution.Status.ABORTED);
        assertThatThrownBy(() -> states.heartbeat(token))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut"));
        assertThat(truth.lines()).last().asString().contains("ABORTED");
    }

    @ParameterizedTest
    @CsvSource({"7, Few", "70, Many"})
    void choosesWaitsAndFails(int count, String error) {
        Execution execution = start("""
                {"StartAt": "Shape", "States": {
                  "Shape": {"Type": "Pass", "Parameters": {"n.$": "$.counts[0]", "all.$": "States.Array($.counts[0], $$.State.Name)"},
                    "ResultPath": "$.shaped", "Next": "Rest"},
                  "Rest": {"Type": "Wait", "Seconds": 3600, "Next": "Pick"},
                  "Pick": {"Type": "Choice", "Default": "Few", "Choices": [
                    {"And": [{"Variable": "$.shaped.n", "NumericGreaterThan": 10}, {"Variable": "$.none", "IsPresent": false}], "Next": "Many"}]},
                  "Few": {"Type": "Fail", "Error": "Few"},
                  "Many": {"Type": "Fail", "Error": "Many"}}}""", "{\"counts\": [" + count + "]}");
        await().until(() -> timers.pending() == 1);

        timers.advance(Duration.ofHours(1));

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo(error);
        assertThat(execution.history())
                .extracting(Execution.Event::type)
                .containsExactly(
                        "ExecutionStarted",
                        "PassStateEntered",
                        "PassStateExited",
                        "WaitStateEntered",
                        "WaitStateExited",
                        "ChoiceStateEntered",
                        "ChoiceStateExited",
                        "FailStateEntered",
                        "ExecutionFailed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Type\": \"Loop\", \"End\": true} | The field 'Type' should have one of these values",
                "{\"Type\": \"Pass\", \"QueryLanguage\": \"jq\", \"End\": true} | /States/Odd/QueryLanguage",
                "{\"Type\": \"Pass\", \"QueryLanguage\": \"JSONata\", \"Output\": \"{% ( %}\", \"End\": true} | is not valid JSONata",
                "{\"Type\": \"Pass\", \"QueryLanguage\": \"JSONata\", \"Parameters\": {}, \"End\": true} | 'Parameters'",
                "{\"Type\": \"Pass\", \"Output\": 1, \"End\": true} | 'Output'",
                "{\"Type\": \"Pass\", \"Parameters\": {\"a.$\": \"States.Nope()\"}, \"End\": true} | The value for the field 'a.$' must be a valid JSONPath",
                "{\"Type\": \"Pass\", \"InputPath\": \"$.a b\", \"End\": true} | Value is not a valid JSONPath at /States/Odd/InputPath",
                "{\"Type\": \"Pass\", \"ResultPath\": \"$..a\", \"End\": true} | Value is not a Reference Path at /States/Odd/ResultPath",
                "{\"Type\": \"Fail\", \"Assign\": {}} | 'Assign'",
                "{\"Type\": \"Pass\", \"Next\": \"Nowhere\"} | Missing 'Next' target: Nowhere at /States/Odd/Next",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::batch:stopJob\", \"End\": true} | batch:stopJob is not recognized",
            })
    void refusesWhatAwsRefuses(String state, String said) {
        String definition = "{\"StartAt\": \"Odd\", \"States\": {\"Odd\": " + state + "}}";
        assertThatThrownBy(() -> states.create("machine", definition, "role"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("InvalidDefinition"))
                .hasMessageContaining("Odd")
                .hasMessageContaining(said);
    }
}
