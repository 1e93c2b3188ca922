package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.integration.Integrations;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tasks whose Resource is a function, and the limits of a Wait. The events are those that were recorded from AWS.
class TaskResourcesTest {

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f";

    private final ManualTimers timers = new ManualTimers();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), this::invoke, _ -> {});

    private JsonNode invoke(Integrations.Call call) {
        assertThat(call.resource().arn()).isEqualTo(FUNCTION);
        return switch (call.parameters().path("do").asText()) {
            case "fail" -> throw new StateFailure("CustomException", "{\"errorMessage\":\"\"}");
            case "hang" -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    throw new Execution.Ended();
                }
                yield StatesJson.object();
            }
            default -> call.parameters();
        };
    }

    private Execution run(String state, String input) {
        String definition = "{\"StartAt\": \"S\", \"States\": {\"S\": " + state + "}}";
        return states.start(
                states.create("machine", definition, "arn:aws:iam::000000000000:role/local")
                        .arn(),
                "run",
                input);
    }

    private static String function(String more) {
        return "{\"Type\": \"Task\", \"Resource\": \"" + FUNCTION + "\", " + more + " \"End\": true}";
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private static List<String> events(Execution execution) {
        return execution.history().stream().map(Execution.Event::type).toList();
    }

    private static JsonNode details(Execution execution, int event) {
        return StatesJson.parsed(execution.history().get(event).details().toString());
    }

    @Test
    void aFunctionGetsTheInputAndGivesTheOutput() {
        Execution execution = ended(run(function("\"TimeoutSeconds\": 5,"), "{\"a\": 1}"));

        assertThat(events(execution))
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "LambdaFunctionScheduled",
                        "LambdaFunctionStarted",
                        "LambdaFunctionSucceeded",
                        "TaskStateExited",
                        "ExecutionSucceeded");
        assertThat(details(execution, 2))
                .isEqualTo(StatesJson.parsed("{\"input\": \"{\\\"a\\\":1}\", \"inputDetails\": {\"truncated\": false},"
                        + " \"resource\": \"" + FUNCTION + "\", \"timeoutInSeconds\": 5}"));
        assertThat(execution.history().get(3).detailsName()).isEmpty();
        assertThat(details(execution, 4))
                .isEqualTo(StatesJson.parsed(
                        "{\"output\": \"{\\\"a\\\":1}\", \"outputDetails\": {\"truncated\": false}}"));
    }

    @Test
    void aFunctionFailsUnderItsOwnName() {
        Execution execution = ended(run(function(""), "{\"do\": \"fail\"}"));

        assertThat(events(execution)).endsWith("LambdaFunctionFailed", "ExecutionFailed");
        assertThat(details(execution, 4))
                .isEqualTo(StatesJson.parsed(
                        "{\"error\": \"CustomException\", \"cause\": \"{\\\"errorMessage\\\":\\\"\\\"}\"}"));
    }

    @Test
    void aFunctionTimesOut() {
        Execution execution = run(function("\"TimeoutSeconds\": 5,"), "{\"do\": \"hang\"}");
        await().until(() -> execution.history().size() == 4);

        await().until(() -> {
            timers.advance(Duration.ofSeconds(5));
            return execution.status() == Execution.Status.FAILED;
        });

        assertThat(events(execution)).endsWith("LambdaFunctionTimedOut", "ExecutionFailed");
        assertThat(details(execution, 4)).isEqualTo(StatesJson.parsed("{\"error\": \"States.Timeout\"}"));
    }

    /// As recorded: what belongs to the other language is a text or a name.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Type\": \"Pass\", \"QueryLanguage\": \"JSONata\", \"Output\": {\"a.$\": \"$.b\", \"c\": \"{% 1 + 1 %}\"}, \"End\": true}"
                        + " | {\"a.$\":\"$.b\",\"c\":2}",
                "{\"Type\": \"Pass\", \"Parameters\": {\"a.$\": \"$.b\", \"c\": \"{% 1 + 1 %}\"}, \"End\": true}"
                        + " | {\"a\":5,\"c\":\"{% 1 + 1 %}\"}"
            })
    void theOtherLanguageIsPlain(String state, String output) {
        assertThat(ended(run(state, "{\"b\": 5}")).ending().path("output").asText())
                .isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1 | The SecondsPath parameter references a negative value: $.s == -1",
                "1.5 | The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5",
                "-1.5 | The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5"
            })
    void aWaitRefusesOtherSeconds(String seconds, String cause) {
        Execution execution =
                ended(run("{\"Type\": \"Wait\", \"SecondsPath\": \"$.s\", \"End\": true}", "{\"s\": " + seconds + "}"));

        assertThat(execution.ending().path("error").asText()).isEqualTo("States.Runtime");
        assertThat(execution.ending().path("cause").asText()).isEqualTo(cause);
    }
}
