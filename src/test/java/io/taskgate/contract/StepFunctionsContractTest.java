package io.taskgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taskgate.standin.StandIns;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Checks the Step Functions part of the contract. Tokens come from a queue, so that the tests need only the
/// SDK.
class StepFunctionsContractTest {

    private static final int MAX = 262_144;
    private static final String TASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
             "Parameters": {"QueueUrl": "%s", "MessageBody": {"token.$": "$$.Task.Token"}}, "TimeoutSeconds": 600, %s
             "End": true}""";

    private static SfnClient sfn;
    private static SqsClient sqs;
    private static String queue;
    private static String waits;

    private enum Send {
        SUCCESS {
            @Override
            void to(String token) {
                sfn.sendTaskSuccess(send -> send.taskToken(token).output("{}"));
            }
        },
        FAILURE {
            @Override
            void to(String token) {
                sfn.sendTaskFailure(send -> send.taskToken(token).error("E").cause("c"));
            }
        },
        HEARTBEAT {
            @Override
            void to(String token) {
                sfn.sendTaskHeartbeat(send -> send.taskToken(token));
            }
        };

        abstract void to(String token);
    }

    @BeforeAll
    static void make() {
        sfn = ContractTarget.client(SfnClient.builder(), StandIns::states);
        sqs = ContractTarget.client(SqsClient.builder(), StandIns::sqs);
        queue = sqs.createQueue(create -> create.queueName(ContractTarget.name()))
                .queueUrl();
        waits = machine("");
    }

    @AfterAll
    static void clear() {
        sqs.deleteQueue(delete -> delete.queueUrl(queue));
    }

    private static String machine(String fields) {
        String definition = "{\"StartAt\": \"T\", \"States\": {\"T\": " + TASK.formatted(queue, fields) + "}}";
        return sfn.createStateMachine(create -> create.name(ContractTarget.name())
                        .definition(definition)
                        .roleArn(ContractTarget.role()))
                .stateMachineArn();
    }

    private static String start(String machine, String input) {
        return sfn.startExecution(start -> start.stateMachineArn(machine).input(input))
                .executionArn();
    }

    private static String token() {
        return ContractTarget.received(sqs, queue).body().replaceAll(".*\"token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    private static DescribeExecutionResponse ended(String execution) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> sfn.describeExecution(describe -> describe.executionArn(execution)),
                        description -> description.status() != ExecutionStatus.RUNNING);
    }

    @ParameterizedTest
    @EnumSource(Send.class)
    void aTokenInNoFormIsInvalid(Send send) {
        assertThatThrownBy(() -> send.to("this is no token")).isInstanceOf(InvalidTokenException.class);
    }

    @ParameterizedTest
    @EnumSource(Send.class)
    @StandInsOnly("Only AWS can create a well-formed token that it does not know")
    void aTokenNeverIssuedDoesNotExist(Send send) {
        assertThatThrownBy(() -> send.to("QUJD")).isInstanceOf(TaskDoesNotExistException.class);
    }

    @ParameterizedTest
    @EnumSource(Send.class)
    void aTokenHasAtMost2048Characters(Send send) {
        assertThatThrownBy(() -> send.to("A".repeat(2_049)))
                .satisfies(ContractTarget.code("InvalidToken", "ValidationException"));
    }

    /// The developer guide and the recordings allow both codes.
    @ParameterizedTest
    @EnumSource(Send.class)
    void aSettledTaskIsClosed(Send send) {
        start(waits, "{}");
        String token = token();
        Send.SUCCESS.to(token);

        assertThatThrownBy(() -> send.to(token)).satisfies(ContractTarget.code("TaskTimedOut", "TaskDoesNotExist"));
    }

    @ParameterizedTest
    @EnumSource(Send.class)
    void aStoppedExecutionsTaskIsClosed(Send send) {
        String execution = start(waits, "{}");
        String token = token();
        sfn.stopExecution(stop -> stop.executionArn(execution));

        assertThatThrownBy(() -> send.to(token)).satisfies(ContractTarget.code("TaskTimedOut", "TaskDoesNotExist"));
    }

    @Test
    void aMissedHeartbeatClosesTheTaskWithStatesTimeout() {
        String execution = start(machine("\"HeartbeatSeconds\": 1,"), "{}");
        String token = token();

        assertThat(ended(execution).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThatThrownBy(() -> Send.HEARTBEAT.to(token))
                .satisfies(ContractTarget.code("TaskTimedOut", "TaskDoesNotExist"));
        HistoryEvent timedOut = sfn.getExecutionHistory(get -> get.executionArn(execution)).events().stream()
                .filter(event -> event.type() == HistoryEventType.TASK_TIMED_OUT)
                .findFirst()
                .orElseThrow();
        assertThat(timedOut.taskTimedOutEventDetails().error()).isEqualTo("States.Timeout");
    }

    @Test
    void aRetryIssuesANewToken() {
        String execution = start(
                machine(
                        "\"Retry\": [{\"ErrorEquals\": [\"States.ALL\"], \"IntervalSeconds\": 1, \"MaxAttempts\": 1}],"),
                "{}");
        String first = token();
        Send.FAILURE.to(first);
        String second = token();

        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> Send.SUCCESS.to(first))
                .satisfies(ContractTarget.code("TaskTimedOut", "TaskDoesNotExist"));
        Send.SUCCESS.to(second);
        assertThat(ended(execution).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    }

    @Test
    void anOutputMustBeJsonAndFitAndTheTaskStaysOpen() {
        start(waits, "{}");
        String token = token();

        assertThatThrownBy(
                        () -> sfn.sendTaskSuccess(send -> send.taskToken(token).output("{no JSON")))
                .satisfies(ContractTarget.code("InvalidOutput"));
        assertThatThrownBy(
                        () -> sfn.sendTaskSuccess(send -> send.taskToken(token).output(json(MAX + 1))))
                .satisfies(ContractTarget.code("InvalidOutput", "ValidationException"));
        sfn.sendTaskSuccess(send -> send.taskToken(token).output(json(MAX)));
    }

    /// Returns a JSON text of this many bytes.
    private static String json(int bytes) {
        return "\"" + "x".repeat(bytes - 2) + "\"";
    }

    @Test
    void aFailureFitsItsLimitsAndTheTaskStaysOpen() {
        start(waits, "{}");
        String token = token();

        assertThatThrownBy(
                        () -> sfn.sendTaskFailure(send -> send.taskToken(token).error("e".repeat(257))))
                .satisfies(ContractTarget.code("ValidationException"));
        assertThatThrownBy(
                        () -> sfn.sendTaskFailure(send -> send.taskToken(token).cause("c".repeat(32_769))))
                .satisfies(ContractTarget.code("ValidationException"));
        sfn.sendTaskFailure(send -> send.taskToken(token).error("e".repeat(256)).cause("c".repeat(32_768)));
    }

    @Test
    void aStateOverTheLimitEndsTheExecutionAndNothingCatchesIt() {
        String caught = "\"ResultPath\": \"$.r\", \"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"C\"}],";
        String definition = "{\"StartAt\": \"T\", \"States\": {\"C\": {\"Type\": \"Pass\", \"End\": true}, \"T\": "
                + TASK.formatted(queue, caught) + "}}";
        String machine = sfn.createStateMachine(create -> create.name(ContractTarget.name())
                        .definition(definition)
                        .roleArn(ContractTarget.role()))
                .stateMachineArn();
        String execution = start(machine, "{\"a\": 1}");
        String token = token();

        sfn.sendTaskSuccess(send -> send.taskToken(token).output(json(MAX)));

        DescribeExecutionResponse ended = ended(execution);
        assertThat(ended.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(ended.error()).isEqualTo("States.DataLimitExceeded");
    }

    @Test
    void theSameNameAndInputIsTheSameExecutionWhileItRuns() {
        String name = UUID.randomUUID().toString();
        String first = named(name, "{}");

        assertThat(named(name, "{}")).isEqualTo(first);
        assertThatThrownBy(() -> named(name, "{\"a\": 1}")).isInstanceOf(ExecutionAlreadyExistsException.class);
        sfn.stopExecution(stop -> stop.executionArn(first));
        assertThatThrownBy(() -> named(name, "{}")).isInstanceOf(ExecutionAlreadyExistsException.class);
        token();
    }

    private static String named(String name, String input) {
        return sfn.startExecution(
                        start -> start.stateMachineArn(waits).name(name).input(input))
                .executionArn();
    }

    @ParameterizedTest
    @CsvSource({"a b", "a<b", "a*b", "a?b", "a/b", "a:b"})
    void aNameHasNoSuchCharacters(String name) {
        assertThatThrownBy(() -> named(name, "{}")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void aNameHasAtMost80Characters() {
        assertThatThrownBy(() -> named("n".repeat(81), "{}"))
                .satisfies(ContractTarget.code("InvalidName", "ValidationException"));
    }

    @Test
    void anInputMustBeJsonAndFit() {
        assertThatThrownBy(() -> start(waits, "{no JSON")).isInstanceOf(InvalidExecutionInputException.class);
        assertThatThrownBy(() -> start(waits, json(MAX + 1)))
                .satisfies(ContractTarget.code("ValidationException", "InvalidExecutionInput"));
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> start(waits + "-not", "{}")).isInstanceOf(StateMachineDoesNotExistException.class);
        assertThatThrownBy(() -> start("no ARN", "{}")).isInstanceOf(InvalidArnException.class);
        String unknown = waits.replace(":stateMachine:", ":execution:") + ":none";
        assertThatThrownBy(() -> sfn.describeExecution(describe -> describe.executionArn(unknown)))
                .isInstanceOf(ExecutionDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.stopExecution(stop -> stop.executionArn(unknown)))
                .isInstanceOf(ExecutionDoesNotExistException.class);
    }

    @Test
    void aDefinitionThatIsNoneIsRefused() {
        assertThatThrownBy(() -> sfn.createStateMachine(create -> create.name(ContractTarget.name())
                        .definition("{\"StartAt\": \"T\"}")
                        .roleArn(ContractTarget.role())))
                .isInstanceOf(InvalidDefinitionException.class);
    }
}
