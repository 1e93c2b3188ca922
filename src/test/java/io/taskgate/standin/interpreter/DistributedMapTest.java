package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.integration.TaskOutcome;
import io.taskgate.standin.interpreter.map.MapItemBatcher;
import io.taskgate.standin.interpreter.map.MapRun;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.api.StatesApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests Distributed Maps: child executions, their batches, and the end and redrive of a Map Run.
class DistributedMapTest extends DistributedMapFixture {

    private static final String ASK = """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
              "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "of.$": "$"}}, "End": true}""";

    @Test
    void childrenHaveHistoriesOfTheirOwn() {
        services.put("bucket", "items", "[{\"n\": 1}, {\"n\": 2}]");

        Execution execution = start(READ.formatted("{\"InputType\": \"JSON\"}"), PASS, REFERENCE);

        assertThat(output(execution)).isEqualTo("[{\"n\":1},{\"n\":2}]");
        assertThat(events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 MapStateEntered",
                        "3<2 MapStateStarted",
                        "4<3 MapRunStarted",
                        "5<4 MapRunSucceeded",
                        "6<5 MapStateSucceeded",
                        "7<5 MapStateExited",
                        "8<7 ExecutionSucceeded");
        assertThat(execution.history().get(2).details().path("length").asInt()).isZero();
        String arn = execution.history().get(3).details().path("mapRunArn").asText();
        assertThat(arn).matches("arn:aws:states:us-east-1:000000000000:mapRun:machine/each:[0-9a-f-]{36}");
        List<Execution> children =
                states.executions(each -> each.mapRun().stream().anyMatch(arn::equals));
        assertThat(children).hasSize(2).allSatisfy(child -> {
            assertThat(child.arn())
                    .matches("arn:aws:states:us-east-1:000000000000:execution:machine/each:[0-9a-f-]{36}");
            assertThat(child.history()).hasSize(4);
        });
    }

    @Test
    void aMapRunThatIsUnderWayIsUpdated() {
        Execution execution = start("\"MaxConcurrency\": 1,", ASK, "[1, 2, 3, 4]");
        String first = token(0);
        String arn = run(execution).arn();

        update(arn, "\"maxConcurrency\": 3, \"toleratedFailureCount\": 1");

        String second = token(1);
        token(2);
        assertThat(services.sent).hasSize(3);
        assertThat(run(execution).settings().concurrency()).isEqualTo(3);
        states.fail(first, new TaskOutcome.Failed("Bad", "tolerated"));
        token(3);
        states.fail(second, new TaskOutcome.Failed("Bad", "too much"));
        assertThat(ended(execution).ending().path("error").asText())
                .isEqualTo("States.ExceedToleratedFailureThreshold");
        assertThatThrownBy(() -> update(arn, "\"maxConcurrency\": 1")).hasMessageContaining("not in progress");
        assertThatThrownBy(() -> update(arn, "\"toleratedFailurePercentage\": 101"))
                .hasMessageContaining("between 0 and 100");
        assertThatThrownBy(() -> update(arn + "0", "\"maxConcurrency\": 1")).hasMessageContaining("Resource not found");
    }

    private void update(String arn, String changes) {
        new StatesApi(states)
                .call("UpdateMapRun", StatesJson.parsed("{\"mapRunArn\": \"" + arn + "\", " + changes + "}"));
    }

    @Test
    void itemsAreBatchedByNumberAndBySize() {
        Execution execution = start(
                "\"ItemBatcher\": {\"MaxItemsPerBatch\": 2, \"BatchInput\": {\"for.$\": \"$$.Execution.Name\"}},"
                        + " \"ItemSelector\": {\"v.$\": \"$$.Map.Item.Value\"},",
                PASS,
                "[1, 2, 3]");
        assertThat(output(execution))
                .isEqualTo("[{\"BatchInput\":{\"for\":\"run\"},\"Items\":[{\"v\":1},{\"v\":2}]},"
                        + "{\"BatchInput\":{\"for\":\"run\"},\"Items\":[{\"v\":3}]}]");
        assertThat(run(execution).counts(true)).containsEntry(Execution.Status.SUCCEEDED, 3L);
        assertThat(run(execution).counts(false)).containsEntry(Execution.Status.SUCCEEDED, 2L);
    }

    @Test
    void aBatchIsNoLargerThanAllowed() {
        MapItemBatcher batcher = new MapItemBatcher(100, 30, Optional.empty());
        List<JsonNode> items = List.of("aaaa", "bbbb", "cccc", "d".repeat(50)).stream()
                .map(text -> (JsonNode) StatesJson.object().textNode(text))
                .toList();

        List<MapItemBatcher.Input> batches = batcher.batches(items);

        assertThat(batches).extracting(MapItemBatcher.Input::items).containsExactly(2, 1, 1);
        assertThat(batches.getFirst().json().toString())
                .isEqualTo("{\"Items\":[\"aaaa\",\"bbbb\"]}")
                .hasSizeLessThan(31);
    }

    @Test
    void childrenMayBeExpress() {
        String definition = """
                {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "I", "States": {"I": %s}}}}}""";
        assertThatThrownBy(() -> states.create("waiting", definition.formatted(ASK), "role"))
                .hasMessageContaining("Express")
                .hasMessageContaining("/States/M/ItemProcessor/States/I");

        Execution execution = states.start(
                states.create("express", definition.formatted(PASS), "role").arn(), "run", "[1]");

        assertThat(output(execution)).isEqualTo("[1]");
        assertThat(run(execution).children().getFirst().arn()).contains(":express:express/");
    }

    @Test
    void thousandsOfChildrenRunInOneMapRun() {
        services.put("bucket", "items", "{\"n\": 1}\n".repeat(3_000));

        Execution execution = start(
                READ.formatted("{\"InputType\": \"JSONL\"}")
                        + "\"ResultSelector\": {\"all.$\": \"States.ArrayLength($)\"},",
                PASS,
                REFERENCE);

        assertThat(output(execution)).isEqualTo("{\"all\":3000}");
        assertThat(execution.history()).hasSize(8);
    }

    private String token(int number) {
        await().until(() -> services.sent.size() > number);
        return services.sent.get(number).path("token").asText();
    }

    @Test
    void childrenWaitForTokensAndAreStoppedWithTheirParent() {
        Execution execution = start("\"MaxConcurrency\": 2,", ASK, "[1, 2, 3]");
        String first = token(0);
        String second = token(1);
        assertThat(services.sent).hasSize(2);

        states.succeed(first, "\"done\"");
        token(2);
        states.stop(execution, StatesJson.object());

        await().until(() -> run(execution).status() == MapRun.Status.ABORTED);
        await().untilAsserted(() -> assertThatThrownBy(() -> states.heartbeat(second))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("TaskTimedOut")));
        assertThat(run(execution).counts(false))
                .containsEntry(Execution.Status.SUCCEEDED, 1L)
                .containsEntry(Execution.Status.ABORTED, 2L);
    }

    @Test
    void aRedriveTakesUpOnlyWhatHasNotSucceeded() {
        Execution execution = start("", ASK, "[1, 2]");
        token(1);
        JsonNode one = services.sent.stream()
                .filter(each -> each.path("of").asInt() == 1)
                .findFirst()
                .orElseThrow();
        JsonNode two = services.sent.stream()
                .filter(each -> each.path("of").asInt() == 2)
                .findFirst()
                .orElseThrow();
        states.succeed(one.path("token").asText(), "\"one\"");
        await().until(() -> run(execution).counts(false).containsKey(Execution.Status.SUCCEEDED));
        states.fail(two.path("token").asText(), new TaskOutcome.Failed("Bad", null));
        assertThat(ended(execution).status()).isEqualTo(Execution.Status.FAILED);

        states.redrive(execution);

        states.succeed(token(2), "\"two\"");
        assertThat(output(execution)).isEqualTo("[\"one\",\"two\"]");
        assertThat(events(execution))
                .endsWith(
                        "8<7 ExecutionRedriven",
                        "9<8 MapRunRedriven",
                        "10<9 MapRunSucceeded",
                        "11<10 MapStateSucceeded",
                        "12<10 MapStateExited",
                        "13<12 ExecutionSucceeded");
        assertThat(run(execution).redrives()).isEqualTo(1);
        assertThat(services.sent.get(2).path("of").asInt()).isEqualTo(2);
    }

    @Test
    void aTimeOutOfTheParentStopsItsChildren() {
        String definition = """
                {"TimeoutSeconds": 60, "StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": %s}}}}}""".formatted(ASK);
        Execution execution =
                states.start(states.create("timed", definition, "role").arn(), "run", "[1]");
        token(0);

        timers.advance(Duration.ofSeconds(60));

        assertThat(ended(execution).status()).isEqualTo(Execution.Status.TIMED_OUT);
        await().until(() -> run(execution).counts(false).containsKey(Execution.Status.ABORTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Label\": \"a b\"@Label",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:headObject\"}@ItemReader",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\", \"ReaderConfig\": {\"InputType\": \"XML\"}}@PARQUET",
                "\"ItemReader\": {\"Resource\": \"arn:aws:states:::s3:getObject\", \"ReaderConfig\": {\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\"}}@CSVHeaders",
                "\"ResultWriter\": {}@ResultWriter",
                "\"ItemBatcher\": {\"MaxItems\": 1}@Field 'MaxItems' is not supported",
            })
    void refusesWhatAwsRefuses(String fieldAndSaid) {
        String[] parts = fieldAndSaid.split("@");
        String definition = """
                {"StartAt": "M", "States": {"M": {"Type": "Map", %s, "End": true, "ItemProcessor": {
                  "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": %s}}}}}""".formatted(parts[0], PASS);
        assertThatThrownBy(() -> states.create("machine", definition, "role"))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.type()).isEqualTo("InvalidDefinition"))
                .hasMessageContaining(parts[1])
                .hasMessageContaining("/States/M");
    }
}
