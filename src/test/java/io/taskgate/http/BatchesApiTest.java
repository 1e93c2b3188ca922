package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests the life cycle of a batch over HTTP: every item is processed once, failures, and the parent's
/// answer.
@QuarkusTest
class BatchesApiTest extends BatchesApiFixture {

    /// A runner that fails if its first item requires it.
    private static final String CHOOSY = """
            {"StartAt": "Choose", "States": {
              "Choose": {"Type": "Choice", "Choices": [{"Variable": "$.items[0].bad", "BooleanEquals": true, "Next": "Bad"}], "Default": "Good"},
              "Bad": {"Type": "Fail", "Error": "Spoilt", "Cause": "the first item is bad"},
              "Good": {"Type": "Pass", "End": true, "Parameters": {"count.$": "States.ArrayLength($.items)"}}}}""";

    private static JsonNode get(String id) {
        return json(operator().get("/v1/batches/" + id));
    }

    @Test
    void everyItemOnceInOrderAndTheParentOnce() {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode form = numbers(batch(machine(COUNTING)), 95).put("taskToken", parent.token());
        form.putObject("batch").put("maxItems", 10);
        form.putObject("gather").put("of.$", "$.output.items").put("n.$", "$.index");

        JsonNode first = accepted(start(form));
        JsonNode again = accepted(start(form));

        assertThat(again.path("batchId")).isEqualTo(first.path("batchId"));
        assertThat(first.at("/plan/batches").asInt()).isEqualTo(10);
        assertThat(first.at("/plan/strategy").asText()).isEqualTo("inline-map");
        JsonNode answer = output(parent);
        assertThat(answer.at("/counts/items").asInt()).isEqualTo(95);
        assertThat(answer.at("/counts/batches").asInt()).isEqualTo(10);
        List<Integer> all = new ArrayList<>();
        answer.path("results").forEach(result -> result.path("of").forEach(item -> all.add(item.asInt())));
        assertThat(all).isEqualTo(IntStream.range(0, 95).boxed().toList());
        assertThat(truth(parent.arn()).stream().filter(line -> line.contains("SendTaskSuccess")))
                .hasSize(1);
        await().atMost(SOON)
                .until(() -> get(first.path("batchId").asText())
                        .path("state")
                        .asText()
                        .equals("SUCCEEDED"));
    }

    @Test
    void whatFailedIsRunAgainAndNothingElse() {
        ExecutionFixture.Waiting parent = executions().start();
        String runner = machine(CHOOSY);
        ObjectNode form = batch(runner).put("taskToken", parent.token());
        var items = form.putArray("items");
        IntStream.range(0, 20)
                .forEach(i -> items.addObject().put("bad", i % 5 == 0).put("i", i));
        form.putObject("batch").put("maxItems", 2);
        // the first failure is tolerated, so the batch continues until the second one
        form.put("toleratedFailurePercentage", 10);

        String id = accepted(start(form)).path("batchId").asText();
        DescribeExecutionResponse failed = ended(parent);

        assertThat(failed.error()).isEqualTo("Taskgate.BatchFailed");
        assertThat(failed.cause()).contains("2 of 10 runners").contains(id);
        updateStateMachine(
                runner,
                CHOOSY.replace(
                        "\"Type\": \"Fail\", \"Error\": \"Spoilt\", \"Cause\": \"the first item is bad\"",
                        "\"Type\": \"Pass\", \"Next\": \"Good\""));
        ExecutionFixture.Waiting next = executions().start();
        accepted(workflow().body("{\"taskToken\": \"" + next.token() + "\"}").post("/v1/batches/" + id + "/resume"));
        JsonNode answer = output(next);
        assertThat(answer.at("/counts/failed").asInt()).isZero();
        assertThat(answer.at("/counts/items").asInt()).isEqualTo(20);
        assertThat(answer.path("results")).hasSize(10);
        assertThat(runners(runner)).hasSize(12);
    }

    @Test
    void toleratedFailuresLeaveAPartialAnswerAndAManifest() throws Exception {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode form = batch(machine(CHOOSY)).put("taskToken", parent.token());
        var items = form.putArray("items");
        IntStream.range(0, 20).forEach(i -> items.addObject().put("bad", i == 0).put("i", i));
        form.putObject("batch").put("maxItems", 1);
        form.put("toleratedFailurePercentage", 5).put("gatherAs", "jsonl");

        accepted(start(form));
        JsonNode answer = output(parent);

        assertThat(answer.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(answer.at("/counts/failedItems").asInt()).isEqualTo(1);
        assertThat(answer.at("/reference/contentType").asText()).isEqualTo("application/jsonl");
        List<String> lines = stored(answer.at("/manifest/Key").asText()).lines().toList();
        assertThat(lines).hasSize(20);
        assertThat(lines.getFirst()).contains("\"status\":\"FAILED\"").contains("Spoilt");
    }

    @Test
    void aRunnerThatScattersAgainWithoutEndIsStoppedByName() {
        String name = fresh("recursive");
        createStateMachine(name, """
                {"StartAt": "Again", "States": {"Again": {"Type": "Task", "End": true,
                  "Resource": "arn:aws:states:::apigateway:invoke.waitForTaskToken",
                  "Parameters": {"ApiEndpoint": "gateway", "Method": "POST", "Path": "/v1/batches",
                    "Headers": {"Content-Type": ["application/json"]},
                    "RequestBody": {"taskToken.$": "$$.Task.Token", "executionArn.$": "$$.Execution.Id", "name": "deep",
                      "runner.$": "$$.StateMachine.Id", "items.$": "$.items", "maxDepth": 3}}}}}""");
        String execution = executions().start(name, "{\"items\": [1]}");

        await("end of the recursion")
                .atMost(PATIENCE)
                .until(() -> !executions().describe(execution).statusAsString().equals("RUNNING"));

        assertThat(executions().describe(execution).error()).isEqualTo("Taskgate.BatchFailed");
        List<String> names = runners("arn:aws:states:us-east-1:000000000000:stateMachine:" + name);
        assertThat(names).hasSize(4);
        assertThat(names.stream()
                        .map(each -> executions()
                                .describe("arn:aws:states:us-east-1:000000000000:execution:" + name + ":" + each))
                        .map(DescribeExecutionResponse::error))
                .contains("Taskgate.BatchTooDeep");
    }
}
