package io.taskgate.standin.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.definition.StatesJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.InspectionData;
import software.amazon.awssdk.services.sfn.model.InspectionLevel;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.MockInput;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.TestExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TestStateRequest;
import software.amazon.awssdk.services.sfn.model.TestStateResponse;

/// TestState as the AWS SDK sees it. Stages and messages are those that were recorded from AWS.
class TestStateTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/r";
    private static final String LAMBDA = """
            {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "InputPath": "$.in",
              "Parameters": {"FunctionName": "f", "Payload.$": "$.n"}, "ResultSelector": {"p.$": "$.Payload"},
              "ResultPath": "$.out", "OutputPath": "$.out", "Next": "Elsewhere",
              "Retry": [{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["Slow"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 5}],
              "Catch": [{"ErrorEquals": ["None"], "Next": "X"}, {"ErrorEquals": ["Broken"], "ResultPath": "$.error", "Next": "Y"}]}""";
    private static final String QUERY = """
            {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.context.Task.Token & $who %}"},
              "Assign": {"seen": "{% $states.result.ok %}"}, "Output": "{% $states.result %}", "End": true}""";
    private static final String MAP = """
            {"Type": "Map", "ItemsPath": "$.v", "MaxConcurrency": 2, "ToleratedFailureCount": 1,
              "ItemSelector": {"x.$": "$$.Map.Item.Value"}, "End": true,
              "Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Y"}],
              "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}""";
    private static final String PARALLEL = """
            {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}},
              {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}]}""";

    private static StandIns aws;
    private static SfnClient sfn;
    private static HttpServer gateway;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
        gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        gateway.createContext("/", exchange -> {
            byte[] answer = "{\"answer\": 42}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        gateway.start();
        aws.gateway(URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
    }

    @AfterAll
    static void stop() {
        gateway.stop(0);
        sfn.close();
        aws.close();
    }

    private static TestStateResponse test(String definition, Consumer<TestStateRequest.Builder> more) {
        return sfn.testState(test -> more.accept(test.definition(definition).inspectionLevel(InspectionLevel.DEBUG)));
    }

    private static Consumer<MockInput.Builder> returns(String result) {
        return mock -> mock.result(result);
    }

    private static Consumer<MockInput.Builder> fails(String error) {
        return mock -> mock.errorOutput(output -> output.error(error).cause("so"));
    }

    private static JsonNode json(String text) {
        return StatesJson.parsed(text);
    }

    @Test
    void aPassShowsItsStages() {
        TestStateResponse answer = test(
                "{\"Type\": \"Pass\", \"InputPath\": \"$.a\", \"Parameters\": {\"b.$\": \"$.c\"}, \"ResultPath\": \"$.d\", \"End\": true}",
                test -> test.input("{\"a\": {\"c\": 1}}"));

        assertThat(answer.status()).isEqualTo(TestExecutionStatus.SUCCEEDED);
        assertThat(json(answer.output())).isEqualTo(json("{\"a\": {\"c\": 1}, \"d\": {\"b\": 1}}"));
        assertThat(answer.nextState()).isNull();
        InspectionData data = answer.inspectionData();
        assertThat(json(data.input())).isEqualTo(json("{\"a\": {\"c\": 1}}"));
        assertThat(json(data.afterInputPath())).isEqualTo(json("{\"c\": 1}"));
        assertThat(json(data.afterParameters())).isEqualTo(json("{\"b\": 1}"));
        assertThat(json(data.afterResultSelector())).isEqualTo(json("{\"b\": 1}"));
        assertThat(data.afterResultPath()).isEqualTo(answer.output());
        assertThat(data.result()).isNull();
    }

    @Test
    void aResultOfAPassIsAStage() {
        InspectionData data = test("{\"Type\": \"Pass\", \"Result\": {\"r\": 1}, \"End\": true}", _ -> {})
                .inspectionData();

        assertThat(data.result()).isEqualTo("{\"r\":1}");
        assertThat(data.afterResultPath()).isEqualTo("{\"r\":1}");
        assertThat(data.afterInputPath()).isNull();
        assertThat(data.afterParameters()).isNull();
    }

    @Test
    void theLevelInfoShowsTheOutputOnly() {
        TestStateResponse answer =
                sfn.testState(test -> test.definition("{\"Type\": \"Succeed\"}").input("[1]"));

        assertThat(answer.output()).isEqualTo("[1]");
        assertThat(answer.inspectionData()).isNull();
    }

    @Test
    void aChoiceGoesOnAndAFailFails() {
        String choice = """
                {"Type": "Choice", "Default": "Small", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 9, "Next": "Large"}]}""";
        assertThat(test(choice, test -> test.input("{\"n\": 10}")).nextState()).isEqualTo("Large");
        assertThat(test(choice, test -> test.input("{\"n\": 9}")).nextState()).isEqualTo("Small");
        assertThat(test(choice, test -> test.input("{}")).error()).isEqualTo("States.Runtime");
        TestStateResponse failed = test("{\"Type\": \"Fail\", \"Error\": \"E\", \"Cause\": \"c\"}", _ -> {});
        assertThat(failed.status()).isEqualTo(TestExecutionStatus.FAILED);
        assertThat(failed.error() + failed.cause()).isEqualTo("Ec");
    }

    @Test
    void aWaitEndsAtOnce() {
        assertThat(test("{\"Type\": \"Wait\", \"Seconds\": 9999, \"Next\": \"N\"}", _ -> {})
                        .nextState())
                .isEqualTo("N");
        assertThat(test(
                                "{\"Type\": \"Wait\", \"SecondsPath\": \"$.s\", \"End\": true}",
                                test -> test.input("{\"s\": -1}"))
                        .cause())
                .contains("negative value");
    }

    @Test
    void aMockedTaskGoesThroughItsDataFlow() {
        TestStateResponse answer = test(
                LAMBDA,
                test -> test.input("{\"in\": {\"n\": 7}, \"more\": 1}")
                        .mock(returns("{\"Payload\": \"done\", \"StatusCode\": 200}")));

        assertThat(answer.statusAsString()).isEqualTo("SUCCEEDED");
        assertThat(answer.output()).isEqualTo("{\"p\":\"done\"}");
        assertThat(answer.nextState()).isEqualTo("Elsewhere");
        InspectionData data = answer.inspectionData();
        assertThat(data.afterInputPath()).isEqualTo("{\"n\":7}");
        assertThat(data.afterParameters()).isEqualTo("{\"FunctionName\":\"f\",\"Payload\":7}");
        assertThat(data.result()).isEqualTo("{\"Payload\":\"done\",\"StatusCode\":200}");
        assertThat(data.afterResultSelector()).isEqualTo("{\"p\":\"done\"}");
        assertThat(json(data.afterResultPath()))
                .isEqualTo(json("{\"in\": {\"n\": 7}, \"more\": 1, \"out\": {\"p\": \"done\"}}"));
    }

    @Test
    void aMockedErrorIsRetriedCaughtOrFails() {
        String input = "{\"in\": {\"n\": 7}}";
        TestStateResponse retriable = test(
                LAMBDA,
                test -> test.input(input).mock(fails("Slow")).stateConfiguration(state -> state.retrierRetryCount(4)));
        assertThat(retriable.statusAsString()).isEqualTo("RETRIABLE");
        assertThat(retriable.inspectionData().errorDetails().retryIndex()).isEqualTo(1);
        assertThat(retriable.inspectionData().errorDetails().retryBackoffIntervalSeconds())
                .isEqualTo(16);
        TestStateResponse exhausted = test(
                LAMBDA,
                test -> test.input(input).mock(fails("Slow")).stateConfiguration(state -> state.retrierRetryCount(5)));
        assertThat(exhausted.statusAsString()).isEqualTo("FAILED");
        assertThat(exhausted.inspectionData().errorDetails().retryIndex()).isEqualTo(1);
        assertThat(exhausted.inspectionData().errorDetails().retryBackoffIntervalSeconds())
                .isNull();

        TestStateResponse caught = test(LAMBDA, test -> test.input(input).mock(fails("Broken")));
        assertThat(caught.statusAsString()).isEqualTo("CAUGHT_ERROR");
        assertThat(caught.nextState()).isEqualTo("Y");
        assertThat(caught.error() + caught.cause()).isEqualTo("Brokenso");
        assertThat(json(caught.output()))
                .isEqualTo(json("{\"in\": {\"n\": 7}, \"error\": {\"Error\": \"Broken\", \"Cause\": \"so\"}}"));
        assertThat(caught.inspectionData().errorDetails().catchIndex()).isEqualTo(1);
        assertThat(caught.inspectionData().result()).isNull();
    }

    @Test
    void jsonataReadsVariablesAndTheGivenContext() {
        TestStateResponse answer = test(
                QUERY,
                test -> test.variables("{\"who\": \"-me\"}")
                        .context("{\"Task\": {\"Token\": \"t1\"}}")
                        .mock(returns("{\"ok\": true}")));

        assertThat(answer.output()).isEqualTo("{\"ok\":true}");
        assertThat(answer.inspectionData().afterArguments())
                .isEqualTo("{\"QueueUrl\":\"q\",\"MessageBody\":\"t1-me\"}");
        assertThat(json(answer.inspectionData().variables())).isEqualTo(json("{\"who\": \"-me\", \"seen\": true}"));
        assertThat(answer.inspectionData().afterResultPath()).isNull();
    }

    @Test
    void aMappedResultIsCheckedAgainstTheToleratedFailures() {
        TestStateResponse answer = test(
                MAP,
                test -> test.input("{\"v\": [1, 2, 3]}")
                        .mock(returns("[9, 9, 9]"))
                        .stateConfiguration(state -> state.mapIterationFailureCount(1)));
        assertThat(answer.output()).isEqualTo("[9,9,9]");
        assertThat(answer.inspectionData().afterItemsPath()).isEqualTo("[1,2,3]");
        assertThat(answer.inspectionData().afterItemSelector()).isEqualTo("[{\"x\":1},{\"x\":2},{\"x\":3}]");
        assertThat(answer.inspectionData().maxConcurrency()).isEqualTo(2);
        assertThat(answer.inspectionData().toleratedFailureCount()).isEqualTo(1);

        TestStateResponse exceeded = test(
                MAP,
                test -> test.input("{\"v\": [1, 2, 3]}")
                        .mock(returns("[9, 9, 9]"))
                        .stateConfiguration(state -> state.mapIterationFailureCount(2)));
        assertThat(exceeded.statusAsString()).isEqualTo("CAUGHT_ERROR");
        assertThat(exceeded.cause()).isEqualTo("The specified tolerated failure threshold was exceeded");
        assertThat(exceeded.inspectionData().errorDetails().catchIndex()).isZero();

        String reader = MAP.replace(
                "\"ItemsPath\": \"$.v\"",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\", \"ReaderConfig\": {\"InputType\": \"JSON\","
                        + " \"ItemsPointer\": \"/rows\"}, \"Parameters\": {\"Bucket\": \"b\", \"Key\": \"k\"}}");
        InspectionData read = test(
                        reader,
                        test -> test.mock(returns("[1]"))
                                .stateConfiguration(state -> state.mapItemReaderData("{\"rows\": [5]}")))
                .inspectionData();
        assertThat(read.afterItemsPointer()).isEqualTo("[5]");
        assertThat(read.afterItemSelector()).isEqualTo("[{\"x\":5}]");
    }

    @Test
    void aStateIsTakenOutOfADefinition() {
        String definition = "{\"StartAt\": \"P\", \"States\": {\"P\": " + PARALLEL + "}}";
        assertThat(test(definition, test -> test.stateName("P").mock(returns("[1, 2]")))
                        .output())
                .isEqualTo("[1,2]");
        assertThat(test(definition, test -> test.stateName("B").input("5")).output())
                .isEqualTo("5");
        assertThatThrownBy(() -> test(definition, test -> test.stateName("C")))
                .hasMessageContaining("State not found in definition");
    }

    @Test
    void anHttpTaskShowsItsRequestAtTheLevelTrace() {
        String http = """
                {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true, "ResultSelector": {"a.$": "$.ResponseBody.answer"},
                  "Parameters": {"ApiEndpoint": "https://example.org/v1", "Method": "POST", "RequestBody": {"q": 1},
                    "Authentication": {"ConnectionArn": "arn:aws:events:us-east-1:000000000000:connection/none/0"}}}""";
        assertThat(test(http, test -> test.roleArn(ROLE)).error()).isEqualTo("Events.ConnectionResource.NotFound");
        String open = http.replaceAll(",\\s*\"Authentication\": \\{[^}]*}", "");
        TestStateResponse answer = test(open, test -> test.roleArn(ROLE).inspectionLevel(InspectionLevel.TRACE));

        assertThat(answer.output()).isEqualTo("{\"a\":42}");
        assertThat(answer.inspectionData().request().method()).isEqualTo("POST");
        assertThat(answer.inspectionData().request().url()).isEqualTo("https://example.org/v1");
        assertThat(answer.inspectionData().request().body()).isEqualTo("{\"q\":1}");
        assertThat(answer.inspectionData().response().statusCode()).isEqualTo("200");
        assertThat(test(open, test -> test.roleArn(ROLE)).inspectionData().request())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Pass | 1 | State type 'Pass' is not supported when a mock is specified",
                "Task | nothing | Mocked result must be valid JSON",
                "Map | {} | Mocked result must be an array.",
                "Parallel | [1] | Mocked result must contain the same number of items as number of Parallel branches.",
                "Queue | {\"MessageId\": 5} | Mock result schema validation error: Field 'MessageId' must be a string"
            })
    void aMockIsRefusedAsInAws(String state, String result, String said) {
        String definition = switch (state) {
            case "Pass" -> "{\"Type\": \"Pass\", \"End\": true}";
            case "Map" -> MAP;
            case "Parallel" -> PARALLEL;
            case "Queue" -> QUERY;
            default -> LAMBDA;
        };
        assertThatThrownBy(() -> test(definition, test -> test.mock(returns(result))))
                .isInstanceOf(SfnException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aRequestIsRefusedAsInAws() {
        assertThatThrownBy(() -> test(LAMBDA, _ -> {}))
                .hasMessageContaining("RoleArn must be specified when testing a Task state");
        assertThatThrownBy(() -> test(MAP, _ -> {}))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("TestState API does not support Map or Parallel states.");
        assertThatThrownBy(() -> test(QUERY, test -> test.roleArn(ROLE)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("'.waitForTaskToken' without a mock");
        assertThatThrownBy(() -> test(
                        PARALLEL.replaceAll("\\[.*]", "[]").replaceAll("(?s)\"Branches.*", "\"Branches\": []}"),
                        _ -> {}))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Value cannot be empty at /States/StateName/Branches");
        assertThatThrownBy(() -> test(LAMBDA, test -> test.roleArn(ROLE).input("{")))
                .isInstanceOf(InvalidExecutionInputException.class);
        assertThatThrownBy(() -> test(LAMBDA, test -> test.revealSecrets(true).mock(returns("1"))))
                .hasMessageContaining("TestState does not support RevealSecrets when a mock is specified.");
        assertThatThrownBy(() -> test(
                        LAMBDA, test -> test.mock(mock -> mock.result("1").errorOutput(error -> error.error("E")))))
                .hasMessageContaining("only one of the following fields: [result, errorOutput]");
        assertThatThrownBy(() -> test(
                        MAP,
                        test -> test.input("{\"v\": [1]}")
                                .mock(returns("[1]"))
                                .stateConfiguration(state -> state.mapIterationFailureCount(2))))
                .hasMessageContaining("less than or equal to the number of Map iterations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Pokedex\": {}} | Field 'Pokedex' is not allowed",
                "{\"Execution\": {\"pokemon\": 1}} | Field 'pokemon' is not allowed",
                "{\"Execution\": {\"Id\": 1}} | Execution.Id must be a string",
                "{\"Map\": {}} | 'Map' field is not supported when mocking a Context object",
                "{\"Task\": {\"Token\": \"t\"}} | Context object contains 'Task' when state is not a Task state"
            })
    void aContextIsRefusedAsInAws(String context, String said) {
        assertThatThrownBy(() -> test(LAMBDA, test -> test.mock(returns("{}")).context(context)))
                .hasMessageContaining("Invalid Context object provided: " + said);
    }
}
