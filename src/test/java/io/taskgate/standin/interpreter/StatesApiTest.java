package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.Ports;
import io.taskgate.standin.SdkClients;
import io.taskgate.standin.StandIns;
import io.taskgate.standin.TokenDigest;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidOutputException;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

/// Tests the Step Functions API with the AWS SDK.
class StatesApiTest {

    private static final String MACHINE = """
            {"StartAt": "Await", "States": {"Await": {"Type": "Task",
              "Resource": "arn:aws:states:::apigateway:invoke.waitForTaskToken",
              "Parameters": {"ApiEndpoint": "x", "Method": "POST", "Path": "/v1/callbacks",
                "Headers": {"Task-Token.$": "States.Array($$.Task.Token)"}, "RequestBody": {"input.$": "$"}},
              "HeartbeatSeconds": 30, "TimeoutSeconds": 3600, "End": true}}}""";

    private static final ManualTimers timers = new ManualTimers();
    private static final List<Map<String, List<String>>> calls = new CopyOnWriteArrayList<>();
    private static StandIns aws;
    private static HttpServer gateway;
    private static SfnClient sfn;
    private static String machine;

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE, timers);
        gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        gateway.createContext("/v1/callbacks", exchange -> {
            calls.add(Map.copyOf(exchange.getRequestHeaders()));
            byte[] answer = "{\"callbackId\": \"cb_1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        gateway.start();
        aws.gateway(URI.create("http://127.0.0.1:" + gateway.getAddress().getPort()));
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
        machine = aws.createStateMachine("await", MACHINE);
    }

    @AfterAll
    static void stop() {
        gateway.stop(0);
        aws.close();
    }

    @BeforeEach
    void forget() {
        calls.clear();
        aws.faults().set(List.of());
    }

    private static String startAwaiting() {
        return sfn.startExecution(start -> start.stateMachineArn(machine).input("{}"))
                .executionArn();
    }

    private static String token() {
        await().until(() -> !calls.isEmpty());
        return calls.getFirst().get("Task-token").getFirst();
    }

    private static void awaitEvents(String execution, int events) {
        await().until(() -> history(execution).size() >= events);
    }

    private static List<HistoryEvent> history(String execution) {
        return sfn.getExecutionHistory(get -> get.executionArn(execution)).events();
    }

    private static void awaitStatus(String execution, ExecutionStatus status) {
        await().until(() -> sfn.describeExecution(describe -> describe.executionArn(execution))
                        .status()
                == status);
    }

    @Test
    void aCallbackSucceedsThroughTheGateway() {
        String execution = startAwaiting();
        String token = token();
        assertThat(calls.getFirst().get("X-api-key")).containsExactly("dev-workflow");
        awaitEvents(execution, 5);

        sfn.sendTaskHeartbeat(send -> send.taskToken(token));
        sfn.sendTaskSuccess(send -> send.taskToken(token).output("{\"approved\": true}"));

        awaitStatus(execution, ExecutionStatus.SUCCEEDED);
        assertThat(sfn.describeExecution(describe -> describe.executionArn(execution))
                        .output())
                .isEqualTo("{\"approved\":true}");
        assertThat(history(execution))
                .extracting(HistoryEvent::type)
                .containsExactly(
                        HistoryEventType.EXECUTION_STARTED,
                        HistoryEventType.TASK_STATE_ENTERED,
                        HistoryEventType.TASK_SCHEDULED,
                        HistoryEventType.TASK_STARTED,
                        HistoryEventType.TASK_SUBMITTED,
                        HistoryEventType.TASK_SUCCEEDED,
                        HistoryEventType.TASK_STATE_EXITED,
                        HistoryEventType.EXECUTION_SUCCEEDED);
        assertThat(history(execution).get(2).taskScheduledEventDetails().parameters())
                .contains(token);
        // the truth log contains an end slightly later
        await().untilAsserted(() -> assertThat(aws.truth().lines())
                .filteredOn(line -> line.contains(execution))
                .extracting(line -> StatesJson.parsed(line).path("applied").asText())
                .containsExactly("StartExecution", "SendTaskHeartbeat", "SendTaskSuccess", "ExecutionEnd"));
    }

    @Test
    void historyIsPagedBothWays() {
        String execution = startAwaiting();
        awaitEvents(execution, 5);

        GetExecutionHistoryResponse newest = sfn.getExecutionHistory(
                get -> get.executionArn(execution).maxResults(3).reverseOrder(true));
        GetExecutionHistoryResponse oldest = sfn.getExecutionHistory(get ->
                get.executionArn(execution).maxResults(3).reverseOrder(true).nextToken(newest.nextToken()));

        assertThat(newest.events()).extracting(HistoryEvent::id).containsExactly(5L, 4L, 3L);
        assertThat(oldest.events()).extracting(HistoryEvent::id).containsExactly(2L, 1L);
        assertThat(oldest.nextToken()).isNull();
    }

    @Test
    void aClosedTokenHasTimedOut() {
        startAwaiting();
        String token = token();
        sfn.sendTaskFailure(send -> send.taskToken(token).error("OrderRejected").cause("no"));

        assertThatThrownBy(
                        () -> sfn.sendTaskSuccess(send -> send.taskToken(token).output("1")))
                .isInstanceOf(TaskTimedOutException.class);
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(send -> send.taskToken(token)))
                .isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void aMissedHeartbeatEndsTheTask() {
        String execution = startAwaiting();
        String token = token();
        awaitEvents(execution, 5);
        timers.advance(Duration.ofSeconds(29));
        sfn.sendTaskHeartbeat(send -> send.taskToken(token));
        timers.advance(Duration.ofSeconds(29));
        assertThat(sfn.describeExecution(describe -> describe.executionArn(execution))
                        .status())
                .isEqualTo(ExecutionStatus.RUNNING);

        timers.advance(Duration.ofSeconds(1));

        awaitStatus(execution, ExecutionStatus.FAILED);
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(send -> send.taskToken(token)))
                .isInstanceOf(TaskTimedOutException.class);
    }

    @Test
    void unknownAndMalformedTokensAreToldApart() {
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(send -> send.taskToken("QUJD")))
                .isInstanceOf(TaskDoesNotExistException.class);
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(send -> send.taskToken("not a token")))
                .isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(() -> sfn.sendTaskHeartbeat(send -> send.taskToken("A".repeat(2_049))))
                .isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void limitsAreKeptAndTheTaskStaysOpen() {
        startAwaiting();
        String token = token();

        assertThatThrownBy(() ->
                        sfn.sendTaskSuccess(send -> send.taskToken(token).output("\"" + "x".repeat(262_143) + "\"")))
                .isInstanceOf(InvalidOutputException.class);
        assertThatThrownBy(
                        () -> sfn.sendTaskSuccess(send -> send.taskToken(token).output("{not json")))
                .isInstanceOf(InvalidOutputException.class);
        assertThatThrownBy(
                        () -> sfn.sendTaskFailure(send -> send.taskToken(token).error("e".repeat(257))))
                .isInstanceOfSatisfying(SfnException.class, StatesApiTest::isValidation);
        assertThatThrownBy(
                        () -> sfn.sendTaskFailure(send -> send.taskToken(token).cause("c".repeat(32_769))))
                .isInstanceOfSatisfying(SfnException.class, StatesApiTest::isValidation);
        sfn.sendTaskSuccess(send -> send.taskToken(token).output("\"" + "x".repeat(262_142) + "\""));
    }

    private static void isValidation(AwsServiceException error) {
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
    }

    @Test
    void theSameStartIsTheSameExecutionWhileItRuns() {
        String name = UUID.randomUUID().toString();
        String first = sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(name).input("{}"))
                .executionArn();
        String again = sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(name).input("{}"))
                .executionArn();
        assertThat(again).isEqualTo(first);
        assertThatThrownBy(() -> sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(name).input("{\"a\": 1}")))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
        // its call has arrived: otherwise it would be mistaken for a call of the next test
        token();

        sfn.stopExecution(stop -> stop.executionArn(first).error("Tired"));

        assertThatThrownBy(() -> sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(name).input("{}")))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
        assertThat(sfn.listExecutions(list -> list.stateMachineArn(machine).statusFilter(ExecutionStatus.ABORTED))
                        .executions())
                .anyMatch(execution -> execution.executionArn().equals(first));
    }

    @Test
    void aMachineItCannotRunIsRefused() {
        assertThatThrownBy(() -> sfn.createStateMachine(create -> create.name("map")
                        .roleArn("arn:aws:iam::000000000000:role/local")
                        .definition("{\"StartAt\": \"M\", \"States\": {\"M\": {\"Type\": \"Map\", \"End\": true}}}")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("/States/M");
    }

    @Test
    void faultsMisbehaveAsTold() {
        startAwaiting();
        String token = token();
        aws.faults()
                .set(List.of(
                        Fault.of("SendTaskSuccess", Fault.Kind.THROTTLE, 1),
                        Fault.of("SendTaskSuccess", Fault.Kind.DENY, 1),
                        Fault.of("SendTaskSuccess", Fault.Kind.ERROR, 1),
                        Fault.of("SendTaskSuccess", Fault.Kind.DROP_BEFORE, 1),
                        Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, 1)));
        Runnable send =
                () -> sfn.sendTaskSuccess(success -> success.taskToken(token).output("1"));

        assertThatThrownBy(send::run)
                .isInstanceOfSatisfying(
                        SfnException.class,
                        error -> assertThat(error.isThrottlingException()).isTrue());
        assertThatThrownBy(send::run).hasMessageContaining("told to deny");
        assertThatThrownBy(send::run)
                .isInstanceOfSatisfying(
                        SfnException.class,
                        error -> assertThat(error.statusCode()).isEqualTo(500));
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(send::run);
        assertThat(told("applied", token)).isEmpty();
        assertThatExceptionOfType(SdkClientException.class).isThrownBy(send::run);
        assertThat(told("applied", token)).containsExactly("drop-after");
        assertThatThrownBy(send::run).isInstanceOf(TaskTimedOutException.class);
        assertThat(told("struck", token)).containsExactly("throttle", "deny", "error", "drop-before", "drop-after");
    }

    /// Returns the fault that struck each SendTaskSuccess of a task, because other tests of this class send
    /// answers as well.
    private static List<String> told(String what, String token) {
        return aws.truth().lines().stream()
                .map(line -> StatesJson.parse(line).orElseThrow())
                .filter(line -> line.path(what).asText().equals("SendTaskSuccess"))
                .filter(line -> line.path("tokenSha256").asText().equals(TokenDigest.sha256(token)))
                .map(line -> line.path("fault").asText())
                .toList();
    }
}
