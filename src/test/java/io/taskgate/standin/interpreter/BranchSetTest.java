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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests Parallel and inline Map against recordings: outcomes, tokens of siblings, and events with their
/// previous events.
class BranchSetTest {

    private static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "of.$": "$"}}, "End": true}""";

    private final ManualTimers timers = new ManualTimers();
    private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final StandInStepFunctions states = new StandInStepFunctions(timers, new CallLog(), this::send, _ -> {});

    private JsonNode send(Integrations.Call call) {
        sent.add(call.parameters().path("MessageBody"));
        return StatesJson.object().put("MessageId", "1");
    }

    private Execution start(String definition, String input) {
        return states.start(states.create("machine", definition, "role").arn(), "run", input);
    }

    private static Execution ended(Execution execution) {
        await().until(() -> execution.status() != Execution.Status.RUNNING);
        return execution;
    }

    private static String output(Execution execution) {
        return ended(execution).ending().path("output").asText();
    }

    private String token(String of) {
        await().until(() ->
                sent.stream().anyMatch(body -> body.path("of").asText().equals(of)));
        return sent.stream()
                .filter(body -> body.path("of").asText().equals(of))
                .reduce((_, last) -> last)
                .orElseThrow()
                .path("token")
                .asText();
    }

    private static List<String> events(Execution execution) {
        return execution.history().stream()
                .map(event -> event.id() + "<" + event.previous() + " " + event.type())
                .toList();
    }

    private static String map(String more, String state) {
        return """
                {"StartAt": "M", "States": {
                  "M": {"Type": "Map", %s "ItemProcessor": {"StartAt": "I", "States": {"I": %s}}, "End": true}%s}}""".formatted(more, state, caught(more));
    }

    @Test
    void iterationsOneAfterTheOtherPointBackAsRecorded() {
        Execution execution = start(map("\"MaxConcurrency\": 1,", "{\"Type\": \"Pass\", \"End\": true}"), "[1, 2]");

        assertThat(output(execution)).isEqualTo("[1,2]");
        assertThat(events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapIterationStarted",
                        "5<4 PassStateEntered",
                        "6<5 PassStateExited",
                        "7<6 MapIterationSucceeded",
                        "8<6 MapIterationStarted",
                        "9<8 PassStateEntered",
                        "10<9 PassStateExited",
                        "11<10 MapIterationSucceeded",
                        "12<11 MapStateSucceeded",
                        "13<11 MapStateExited",
                        "14<13 ExecutionSucceeded");
    }

    @Test
    void aRetriedMapStartsAnewAndFailsOnlyAtLast() {
        Execution execution = start(
                map(
                        "\"Retry\": [{\"ErrorEquals\": [\"Bad\"], \"MaxAttempts\": 1}],",
                        "{\"Type\": \"Fail\", \"Error\": \"Bad\"}"),
                "[1]");
        await().until(() -> timers.pending() == 1);

        timers.advance(Duration.ofSeconds(1));

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("Bad");
        assertThat(events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapIterationStarted",
                        "5<4 FailStateEntered",
                        "6<5 MapIterationFailed",
                        "7<5 MapStateStarted",
                        "8<7 MapIterationStarted",
                        "9<8 FailStateEntered",
                        "10<9 MapIterationFailed",
                        "11<9 MapStateFailed",
                        "12<11 ExecutionFailed");
    }

    @Test
    void aFailedBranchAbortsItsSiblingsAndClosesTheirTokens() {
        Execution execution = start("""
                {"StartAt": "P", "States": {
                  "P": {"Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "A", "States": {"A": %s}},
                    {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 60, "End": true}}},
                    {"StartAt": "C", "States": {"C": %s}}]}}}""".formatted(ASK, ASK.replace("\"of.$\": \"$\"", "\"of\": \"C\"")), "\"A\"");
        String sibling = token("A");
        String failing = token("C");
        await().until(() -> execution.history().size() == 12);

        states.fail(failing, new TaskOutcome.Failed("Bad", null));

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("Bad");
        assertThatThrownBy(() -> states.succeed(sibling, "1"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut"));
        assertThat(timers.pending()).isZero();
        long failed = event(execution, "TaskFailed").id();
        assertThat(execution.history().subList((int) failed, execution.history().size()))
                .extracting(event -> event.previous() - failed + " " + event.type())
                .containsExactly(
                        "0 TaskStateAborted",
                        "0 WaitStateAborted",
                        "0 TaskStateAborted",
                        "0 ParallelStateFailed",
                        "4 ExecutionFailed");
    }

    private static Execution.Event event(Execution execution, String type) {
        return execution.history().stream()
                .filter(event -> event.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void abortedIterationsAreToldWithWhatRunsWithinThem() {
        Execution execution = start(map("", """
                {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"A": %s}}]}""".formatted(ASK)), "[\"x\", \"y\"]");
        String failing = token("x");
        token("y");
        await().until(() -> execution.history().size() == 17);

        states.fail(failing, new TaskOutcome.Failed("Bad", null));

        assertThat(ended(execution).history().subList(17, execution.history().size()))
                .extracting(Execution.Event::type)
                .containsExactly(
                        "TaskFailed",
                        "TaskStateAborted",
                        "ParallelStateFailed",
                        "MapIterationFailed",
                        "MapIterationAborted",
                        "TaskStateAborted",
                        "ParallelStateAborted",
                        "MapStateFailed",
                        "ExecutionFailed");
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "0, 40", "50, 40"})
    void noMoreIterationsRunAtOnceThanAllowed(int concurrency, int running) {
        String items = StatesJson.MAPPER
                .valueToTree(IntStream.range(0, 60).mapToObj(String::valueOf).toList())
                .toString();
        start(map("\"MaxConcurrency\": " + concurrency + ",", ASK), items);
        await().until(() -> sent.size() == running);

        states.succeed(token("0"), "1");

        token(String.valueOf(running));
        assertThat(sent).hasSize(running + 1);
    }

    @Test
    void itemsAreSelectedWithTheirContextAndTheirScopesStayApart() {
        Execution execution = start("""
                {"StartAt": "V", "States": {
                  "V": {"Type": "Pass", "Assign": {"all": 7}, "Next": "M"},
                  "M": {"Type": "Map", "ItemsPath": "$.list", "ResultPath": "$.done",
                    "ItemSelector": {"n.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "by.$": "$.by"},
                    "ResultSelector": {"first.$": "$[0]"},
                    "ItemProcessor": {"StartAt": "S", "States": {
                      "S": {"Type": "Pass", "Assign": {"own.$": "$.v"}, "Next": "T"},
                      "T": {"Type": "Pass", "Parameters": {"in.$": "$", "own.$": "$own", "all.$": "$all", "at.$": "$$.Map.Item.Index"}, "End": true}}},
                    "Next": "E"},
                  "E": {"Type": "Pass", "OutputPath": "$.done.first", "End": true}}}""", "{\"list\": [\"a\", \"b\"], \"by\": 1}");

        assertThat(output(execution))
                .isEqualTo("{\"in\":{\"n\":0,\"v\":\"a\",\"by\":1},\"own\":\"a\",\"all\":7,\"at\":0}");
    }

    @Test
    void queriesSeeItemsInTheContext() {
        Execution execution = start("""
                {"QueryLanguage": "JSONata", "StartAt": "M", "States": {
                  "M": {"Type": "Map", "Items": "{% $states.input.list %}",
                    "ItemSelector": {"v": "{% $states.context.Map.Item.Value * 2 %}"},
                    "ItemProcessor": {"StartAt": "S", "States": {"S": {"Type": "Pass", "Output": "{% $states.input.v + $states.context.Map.Item.Index %}", "End": true}}},
                    "Output": "{% $sum($states.result) %}", "End": true}}}""", "{\"list\": [10, 20]}");

        assertThat(output(execution)).isEqualTo("61");
    }

    /// As recorded: the previous event of the failed evaluation is not that of the entry.
    @Test
    void aFailedEvaluationIsToldBeforeTheMapFails() {
        Execution execution = start(
                "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"P\", \"States\": {\"P\": {\"Type\": \"Pass\", \"Next\": \"M\"},"
                        + " \"M\": {\"Type\": \"Map\", \"End\": true, \"ItemProcessor\": {\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true}}}}}}",
                "1");

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.QueryEvaluationError");
        assertThat(events(execution).subList(3, 7))
                .containsExactly(
                        "4<3 MapStateEntered", "5<3 EvaluationFailed", "6<5 MapStateFailed", "7<6 ExecutionFailed");
    }

    @Test
    void anEvaluationThatFailedWithinIsToldOnce() {
        Execution execution = start(
                "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"M\", \"States\": {\"M\": {\"Type\": \"Map\", \"End\": true, \"ItemProcessor\":"
                        + " {\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"Output\": \"{% $none %}\", \"End\": true}}}}}}",
                "[1]");

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("States.QueryEvaluationError");
        assertThat(events(execution).subList(4, 9))
                .containsExactly(
                        "5<4 PassStateEntered",
                        "6<4 EvaluationFailed",
                        "7<6 MapIterationFailed",
                        "8<6 MapStateFailed",
                        "9<8 ExecutionFailed");
    }

    @Test
    void aForkThatWaitsForItsRetryHasNothingLeftToAbort() {
        Execution execution = start("""
                {"StartAt": "O", "States": {"O": {"Type": "Parallel", "End": true, "Branches": [
                  {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
                    "Retry": [{"ErrorEquals": ["Bad"], "IntervalSeconds": 60}], "Branches": [
                      {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 5, "Next": "F"}, "F": {"Type": "Fail", "Error": "Bad"}}},
                      {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 600, "End": true}}}]}}},
                  {"StartAt": "C", "States": {"C": %s}}]}}}""".formatted(ASK), "\"C\"");
        await().until(() -> timers.pending() == 2 && sent.size() == 1);
        timers.advance(Duration.ofSeconds(5));
        await().until(() ->
                execution.history().stream().anyMatch(event -> event.type().equals("WaitStateAborted")));
        // the token of the retry: the wait of the other branch is cancelled
        await().until(() -> timers.pending() == 1);

        states.fail(token("C"), new TaskOutcome.Failed("Worse", null));

        assertThat(ended(execution).ending().path("error").asText()).isEqualTo("Worse");
        assertThat(execution.history())
                .filteredOn(event -> event.type().equals("WaitStateAborted"))
                .hasSize(1);
        assertThat(timers.pending()).isZero();
    }

    @Test
    void aCaughtMapGoesItsOwnWay() {
        Execution execution = start(
                map(
                        "\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"ResultPath\": \"$.error\", \"Next\": \"Caught\"}], \"ItemsPath\": \"$.list\",",
                        "{\"Type\": \"Fail\", \"Error\": \"Bad\", \"Cause\": \"so\"}"),
                "{\"list\": [1, 2]}");

        assertThat(output(execution)).isEqualTo("{\"list\":[1,2],\"error\":{\"Error\":\"Bad\",\"Cause\":\"so\"}}");
    }

    @Test
    void eventsOfIterationsCountInTheSameHistory() {
        String items = StatesJson.MAPPER
                .valueToTree(IntStream.range(0, 7_000).boxed().toList())
                .toString();
        Execution execution = start(map("", "{\"Type\": \"Pass\", \"End\": true}"), items);

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);
        assertThat(execution.history()).hasSize(ServiceLimits.HISTORY_EVENTS);
        assertThat(execution.ending().path("cause").asText()).contains("25000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Type\": \"Task\", \"End\": true, \"Resource\": \"arn:aws:states:::sqs:sendMessage\", \"Parameters\": {\"MessageBody.$\": \"$\"}} | The field 'QueueUrl' is required but was missing at /States/Odd/Parameters",
                "{\"Type\": \"Task\", \"End\": true, \"Resource\": \"arn:aws:states:::aws-sdk:s3:getObject\", \"Parameters\": {\"Bucket\": \"b\", \"Key.$\": \"$\", \"sha256\": \"x\"}} | The field 'sha256' is not supported by Step Functions at /States/Odd/Parameters",
                "{\"Type\": \"Map\", \"End\": true} | ItemProcessor",
                "{\"Type\": \"Parallel\", \"End\": true} | Branches",
                "{\"Type\": \"Map\", \"End\": true, \"Label\": \"x\", \"ItemProcessor\": {\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true}}}} | 'Label'",
                "{\"Type\": \"Map\", \"End\": true, \"ItemProcessor\": {\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"Next\": \"Odd\"}}}} | /States/Odd/ItemProcessor/States/I",
                "{\"Type\": \"Parallel\", \"End\": true, \"Branches\": [{\"StartAt\": \"Odd\", \"States\": {\"Odd\": {\"Type\": \"Pass\", \"End\": true}}}]} | DUPLICATE",
                "{\"Type\": \"Parallel\", \"End\": true, \"Assign\": {\"x\": 1}, \"Branches\": [{\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"Assign\": {\"x.$\": \"$\"}, \"End\": true}}}]} | [x] belong to an outer scope",
                "{\"Type\": \"Parallel\", \"End\": true, \"Retry\": [{\"ErrorEquals\": [\"States.ALL\"]}, {\"ErrorEquals\": [\"A\"]}], \"Branches\": [{\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true}}}]} | /States/Odd/Retry[0]/ErrorEquals",
                "{\"Type\": \"Parallel\", \"End\": true, \"Retry\": [{\"ErrorEquals\": [\"A\"], \"BackoffRate\": 0.5}], \"Branches\": [{\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Pass\", \"End\": true}}}]} | BackoffRate",
            })
    void refusesWhatAwsRefuses(String state, String said) {
        String definition = "{\"StartAt\": \"Odd\", \"States\": {\"Odd\": " + state + "}}";
        assertThatThrownBy(() -> states.create("machine", definition, "role"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("InvalidDefinition"))
                .hasMessageContaining(said);
    }

    /// The state that a Catch leads to, if there is one: AWS refuses states that nothing leads to.
    private static String caught(String more) {
        return more.contains("Caught") ? ", \"Caught\": {\"Type\": \"Pass\", \"End\": true}" : "";
    }
}
