package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeMapRunResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidDefinitionException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.MapRunStatus;
import software.amazon.awssdk.services.sfn.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.model.StartSyncExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StateMachineTypeNotSupportedException;
import software.amazon.awssdk.services.sfn.model.SyncExecutionStatus;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionDiagnostic;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionResultCode;

/// Tests the operations that callbacks do not need, with the AWS SDK.
class OperationsTest {

    private static final String ROLE = "arn:aws:iam::000000000000:role/local";
    private static final String PASS = machine("{\"Type\": \"Pass\", \"End\": true}");
    private static final String FAIL = machine("{\"Type\": \"Fail\", \"Error\": \"Bad\"}");
    private static final String MAP = machine("""
            {"Type": "Map", "Label": "each", "MaxConcurrency": 5, "ToleratedFailureCount": 3, "End": true, "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}""");

    private static final List<JsonNode> changes = new CopyOnWriteArrayList<>();
    private static StandIns aws;
    private static SfnClient sfn;

    private static String machine(String state) {
        return "{\"StartAt\": \"S\", \"States\": {\"S\": " + state + "}}";
    }

    @BeforeAll
    static void start() throws IOException {
        aws = StandIns.start(Ports.FREE);
        aws.bus().subscribe("{\"detail-type\": [\"Step Functions Execution Status Change\"]}", changes::add);
        sfn = SdkClients.client(SfnClient.builder(), aws.states());
    }

    @AfterAll
    static void stop() {
        aws.close();
    }

    private static String create(String definition, StateMachineType type) {
        return sfn.createStateMachine(create -> create.name("m-" + UUID.randomUUID())
                        .definition(definition)
                        .type(type)
                        .roleArn(ROLE))
                .stateMachineArn();
    }

    private static DescribeExecutionResponse run(String machine, String input) {
        String arn = sfn.startExecution(start -> start.stateMachineArn(machine).input(input))
                .executionArn();
        await().until(() -> describe(arn).status() != ExecutionStatus.RUNNING);
        return describe(arn);
    }

    private static DescribeExecutionResponse describe(String arn) {
        return sfn.describeExecution(describe -> describe.executionArn(arn));
    }

    @Test
    void machinesAreUpdatedDescribedAndDeleted() {
        String machine = create(PASS, StateMachineType.STANDARD);
        DescribeExecutionResponse execution = run(machine, "{}");

        sfn.updateStateMachine(update -> update.stateMachineArn(machine).definition(FAIL));

        assertThat(sfn.describeStateMachine(describe -> describe.stateMachineArn(machine))
                        .definition())
                .isEqualTo(FAIL);
        assertThat(sfn.describeStateMachineForExecution(describe -> describe.executionArn(execution.executionArn()))
                        .definition())
                .isEqualTo(PASS);
        assertThat(run(machine, "{}").error()).isEqualTo("Bad");
        assertThatThrownBy(() -> sfn.updateStateMachine(
                        update -> update.stateMachineArn(machine).definition("{}")))
                .isInstanceOf(InvalidDefinitionException.class);

        sfn.deleteStateMachine(delete -> delete.stateMachineArn(machine));
        sfn.deleteStateMachine(delete -> delete.stateMachineArn(machine));

        assertThatThrownBy(() -> sfn.startExecution(start -> start.stateMachineArn(machine)))
                .isInstanceOf(StateMachineDoesNotExistException.class);
    }

    @Test
    void aMachineIsOnlyTheSameWithTheSameDefinitionAndType() {
        String name = "m-" + UUID.randomUUID();
        sfn.createStateMachine(create -> create.name(name).definition(PASS).roleArn(ROLE));
        sfn.createStateMachine(create -> create.name(name).definition(PASS).roleArn(ROLE));

        assertThatThrownBy(() -> sfn.createStateMachine(
                        create -> create.name(name).definition(FAIL).roleArn(ROLE)))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
        assertThatThrownBy(() -> sfn.createStateMachine(create -> create.name(name)
                        .definition(PASS)
                        .type(StateMachineType.EXPRESS)
                        .roleArn(ROLE)))
                .isInstanceOf(StateMachineAlreadyExistsException.class);
    }

    @Test
    void definitionsAreValidatedWithoutBeingKept() {
        assertThat(sfn.validateStateMachineDefinition(validate -> validate.definition(PASS))
                        .result())
                .isEqualTo(ValidateStateMachineDefinitionResultCode.OK);
        var refused = sfn.validateStateMachineDefinition(validate -> validate.definition(PASS.replace("Pass", "Jump")));
        assertThat(refused.result()).isEqualTo(ValidateStateMachineDefinitionResultCode.FAIL);
        assertThat(refused.diagnostics())
                .singleElement()
                .returns("SCHEMA_VALIDATION_FAILED", ValidateStateMachineDefinitionDiagnostic::code)
                .returns("/States/S/Type", ValidateStateMachineDefinitionDiagnostic::location);
    }

    @Test
    void aFailedExecutionIsRedriven() {
        DescribeExecutionResponse failed = run(create(FAIL, StateMachineType.STANDARD), "{}");
        assertThat(failed.redriveStatus()).isEqualTo(ExecutionRedriveStatus.REDRIVABLE);
        assertThat(failed.redriveCount()).isZero();

        sfn.redriveExecution(redrive -> redrive.executionArn(failed.executionArn()));

        await().until(() -> describe(failed.executionArn()).status() == ExecutionStatus.FAILED
                && describe(failed.executionArn()).redriveCount() == 1);
        List<HistoryEvent> events = sfn.getExecutionHistory(get -> get.executionArn(failed.executionArn()))
                .events();
        assertThat(events)
                .extracting(HistoryEvent::typeAsString)
                .containsExactly(
                        "ExecutionStarted",
                        "FailStateEntered",
                        "ExecutionFailed",
                        "ExecutionRedriven",
                        "ExecutionFailed");
        assertThat(events.get(3).executionRedrivenEventDetails().redriveCount()).isEqualTo(1);

        DescribeExecutionResponse succeeded = run(create(PASS, StateMachineType.STANDARD), "{}");
        assertThat(succeeded.redriveStatus()).isEqualTo(ExecutionRedriveStatus.NOT_REDRIVABLE);
        assertThatThrownBy(() -> sfn.redriveExecution(redrive -> redrive.executionArn(succeeded.executionArn())))
                .isInstanceOf(ExecutionNotRedrivableException.class);
    }

    @Test
    void anExpressExecutionIsAnsweredAtItsEnd() {
        String express = create(PASS, StateMachineType.EXPRESS);

        StartSyncExecutionResponse answer = sfn.startSyncExecution(
                start -> start.stateMachineArn(express).name("one").input("{\"a\": 1}"));

        assertThat(answer.status()).isEqualTo(SyncExecutionStatus.SUCCEEDED);
        assertThat(answer.output()).isEqualTo("{\"a\":1}");
        assertThat(answer.executionArn()).contains(":express:").contains(":one:");
        assertThat(sfn.startSyncExecution(start -> start.stateMachineArn(create(FAIL, StateMachineType.EXPRESS)))
                        .error())
                .isEqualTo("Bad");
        assertThatThrownBy(() ->
                        sfn.startSyncExecution(start -> start.stateMachineArn(create(PASS, StateMachineType.STANDARD))))
                .isInstanceOf(StateMachineTypeNotSupportedException.class);
        assertThatThrownBy(() -> describe(answer.executionArn())).isInstanceOf(InvalidArnException.class);
        assertThatThrownBy(() -> sfn.listExecutions(list -> list.stateMachineArn(express)))
                .isInstanceOf(StateMachineTypeNotSupportedException.class);
        assertThatThrownBy(() -> create(
                        machine(
                                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::sqs:sendMessage.waitForTaskToken\", \"End\": true}"),
                        StateMachineType.EXPRESS))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("Express");
    }

    @Test
    void aMapRunIsListedAndDescribed() {
        DescribeExecutionResponse parent = run(create(MAP, StateMachineType.STANDARD), "[1, 2, 3]");
        assertThat(parent.output()).isEqualTo("[1,2,3]");

        String arn = sfn.listMapRuns(list -> list.executionArn(parent.executionArn()))
                .mapRuns()
                .getFirst()
                .mapRunArn();
        DescribeMapRunResponse run = sfn.describeMapRun(describe -> describe.mapRunArn(arn));

        assertThat(run.status()).isEqualTo(MapRunStatus.SUCCEEDED);
        assertThat(run.executionArn()).isEqualTo(parent.executionArn());
        assertThat(run.maxConcurrency()).isEqualTo(5);
        assertThat(run.toleratedFailureCount()).isEqualTo(3);
        assertThat(run.itemCounts().succeeded()).isEqualTo(3);
        assertThat(run.executionCounts().total()).isEqualTo(3);
        assertThat(run.executionCounts().resultsWritten()).isEqualTo(3);
        var children = sfn.listExecutions(list -> list.mapRunArn(arn).statusFilter(ExecutionStatus.SUCCEEDED))
                .executions();
        assertThat(children).hasSize(3).allSatisfy(child -> {
            assertThat(child.mapRunArn()).isEqualTo(arn);
            assertThat(describe(child.executionArn()).mapRunArn()).isEqualTo(arn);
        });
        assertThatThrownBy(() -> sfn.describeMapRun(describe -> describe.mapRunArn(arn + "0")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void historiesAndListsArePaged() {
        String machine = create(PASS, StateMachineType.STANDARD);
        String arn = run(machine, "{\"a\": 1}").executionArn();
        run(machine, "{}");

        var bare = sfn.getExecutionHistory(
                get -> get.executionArn(arn).includeExecutionData(false).maxResults(3));
        assertThat(bare.events()).hasSize(3);
        assertThat(bare.events().getFirst().executionStartedEventDetails().input())
                .isNull();
        assertThat(bare.events().getFirst().executionStartedEventDetails().roleArn())
                .isEqualTo(ROLE);
        assertThat(sfn.getExecutionHistory(get -> get.executionArn(arn).nextToken(bare.nextToken()))
                        .events())
                .hasSize(1);
        var first = sfn.listExecutions(list -> list.stateMachineArn(machine).maxResults(1));
        assertThat(sfn.listExecutions(list ->
                                list.stateMachineArn(machine).maxResults(1).nextToken(first.nextToken()))
                        .executions())
                .singleElement()
                .satisfies(oldest -> assertThat(oldest.executionArn()).isEqualTo(arn));
        assertThatThrownBy(() ->
                        sfn.listExecutions(list -> list.stateMachineArn(machine).maxResults(1_001)))
                .hasMessageContaining("maxResults");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "a/b", "a#b", "a\"b", "a\u0007b", "", "81"})
    void namesThatAwsForbidsAreRefused(String name) {
        String given = name.equals("81") ? "n".repeat(81) : name;
        String machine = create(PASS, StateMachineType.STANDARD);

        assertThatThrownBy(() -> sfn.startExecution(
                        start -> start.stateMachineArn(machine).name(given)))
                .isInstanceOf(InvalidNameException.class);
    }

    private static JsonNode change(String arn, String status) {
        await().until(() -> changes.stream().anyMatch(change -> is(change, arn, status)));
        return changes.stream()
                .filter(change -> is(change, arn, status))
                .findFirst()
                .orElseThrow()
                .path("detail");
    }

    private static boolean is(JsonNode change, String arn, String status) {
        return change.at("/detail/executionArn").asText().equals(arn)
                && change.at("/detail/status").asText().equals(status);
    }

    @Test
    void everyChangeOfStatusIsToldOnTheBus() {
        String arn = run(create(PASS, StateMachineType.STANDARD), "{\"a\": 1}").executionArn();

        JsonNode running = change(arn, "RUNNING");
        assertThat(running.path("input").asText()).isEqualTo("{\"a\": 1}");
        assertThat(running.path("stopDate").isNull()).isTrue();
        assertThat(running.path("outputDetails").isNull()).isTrue();
        assertThat(running.path("redriveStatus").asText()).isEqualTo("NOT_REDRIVABLE");
        JsonNode succeeded = change(arn, "SUCCEEDED");
        assertThat(succeeded.path("output").asText()).isEqualTo("{\"a\":1}");
        assertThat(succeeded.path("stopDate").asLong())
                .isGreaterThanOrEqualTo(succeeded.path("startDate").asLong());

        String failed = run(create(FAIL, StateMachineType.STANDARD), "{}").executionArn();
        assertThat(change(failed, "FAILED").path("error").asText()).isEqualTo("Bad");
        assertThat(change(failed, "FAILED").path("redriveStatus").asText()).isEqualTo("REDRIVABLE");
    }

    @Test
    void largeDataIsLeftOutOfTheEvent() {
        String text = "{\"a\": \"" + "x".repeat(200_000) + "\"}";
        String arn = run(create(PASS, StateMachineType.STANDARD), text).executionArn();

        JsonNode running = change(arn, "RUNNING");
        assertThat(running.at("/inputDetails/included").asBoolean()).isTrue();
        JsonNode succeeded = change(arn, "SUCCEEDED");
        assertThat(succeeded.at("/inputDetails/included").asBoolean()).isFalse();
        assertThat(succeeded.path("input").isNull()).isTrue();
        assertThat(succeeded.at("/outputDetails/included").asBoolean()).isTrue();
        assertThat(succeeded.path("output").asText()).hasSizeGreaterThan(200_000);
    }
}
