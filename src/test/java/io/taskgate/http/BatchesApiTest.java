package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// Batches through the running gateway, with runners in the stand-ins' Step Functions.
@QuarkusTest
class BatchesApiTest extends GatewayTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Counts its items.
    private static final String COUNTING = """
            {"StartAt": "Count", "States": {"Count": {"Type": "Pass", "End": true,
              "Parameters": {"count.$": "States.ArrayLength($.items)", "first.$": "$.taskgate.first", "items.$": "$.items"}}}}""";

    /// Fails where its first item says so.
    private static final String CHOOSY = """
            {"StartAt": "Choose", "States": {
              "Choose": {"Type": "Choice", "Choices": [{"Variable": "$.items[0].bad", "BooleanEquals": true, "Next": "Bad"}], "Default": "Good"},
              "Bad": {"Type": "Fail", "Error": "Spoilt", "Cause": "the first item is bad"},
              "Good": {"Type": "Pass", "End": true, "Parameters": {"count.$": "States.ArrayLength($.items)"}}}}""";

    private String machine(String definition) {
        String name = fresh("runner");
        createStateMachine(name, definition);
        return "arn:aws:states:us-east-1:000000000000:stateMachine:" + name;
    }

    private static ObjectNode batch(String runner) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        return form.put("runner", runner).put("name", "test");
    }

    private static Response start(ObjectNode form) {
        return workflow().body(form.toString()).post("/v1/batches");
    }

    private static JsonNode accepted(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return json(response);
    }

    private static ObjectNode numbers(ObjectNode form, int count) {
        var items = form.putArray("items");
        IntStream.range(0, count).forEach(items::add);
        return form;
    }

    private JsonNode output(ExecutionFixture.Waiting parent) {
        DescribeExecutionResponse ended = ended(parent);
        assertThat(ended.statusAsString())
                .as(ended.error() + " " + ended.cause())
                .isEqualTo("SUCCEEDED");
        return Json.trusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    private DescribeExecutionResponse ended(ExecutionFixture.Waiting parent) {
        await("end of the parent")
                .atMost(PATIENCE)
                .until(() ->
                        !executions().describe(parent.arn()).statusAsString().equals("RUNNING"));
        return executions().describe(parent.arn());
    }

    private static JsonNode get(String id) {
        return json(operator().get("/v1/batches/" + id));
    }

    /// Turns until it has some 20,000 events, and waits then.
    private static final String TURNING = """
            {"StartAt": "Enough", "States": {
              "Enough": {"Type": "Choice", "Default": "Turn", "Choices": [
                {"Variable": "$.until", "NumericEquals": 0, "Next": "Done"},
                {"Variable": "$.n", "NumericGreaterThanEqualsPath": "$.until", "Next": "Wait"}]},
              "Turn": {"Type": "Pass", "Next": "Enough",
                "Parameters": {"n.$": "States.MathAdd($.n, 1)", "until.$": "$.until"}},
              "Wait": {"Type": "Wait", "Seconds": 3600, "Next": "Done"},
              "Done": {"Type": "Succeed"}}}""";

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
        // the first failure is tolerated, so that all are waited for until the second
        form.put("toleratedFailurePercentage", 10);

        String id = accepted(start(form)).path("batchId").asText();
        DescribeExecutionResponse failed = ended(parent);

        assertThat(failed.error()).isEqualTo("Taskgate.BatchFailed");
        assertThat(failed.cause()).contains("2 of 10 runners").contains(id);
        updateStateMachine(runner, CHOOSY.replace("\"Next\": \"Bad\"", "\"Next\": \"Good\""));
        ExecutionFixture.Waiting next = executions().start();
        accepted(workflow().body("{\"taskToken\": \"" + next.token() + "\"}").post("/v1/batches/" + id + "/resume"));
        JsonNode answer = output(next);
        assertThat(answer.at("/counts/failed").asInt()).isZero();
        assertThat(answer.at("/counts/items").asInt()).isEqualTo(20);
        assertThat(answer.path("results")).hasSize(10);
        assertThat(runners(runner)).hasSize(12);
    }

    private List<String> runners(String machine) {
        return executions().sfn().listExecutions(list -> list.stateMachineArn(machine)).executions().stream()
                .map(execution -> execution.name())
                .toList();
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

    /// Waits for longer than any test.
    private static final String WAITING =
            "{\"StartAt\": \"Wait\", \"States\": {\"Wait\": {\"Type\": \"Wait\", \"Seconds\": 3600, \"End\": true}}}";

    /// What the inputs of a batch's two runners say of it, in their order.
    private List<JsonNode> twoThatWait(ExecutionFixture.Waiting parent) {
        String runner = machine(WAITING);
        ObjectNode form = numbers(batch(runner), 2)
                .put("taskToken", parent.token())
                .put("runnerLinks", true)
                .put("toleratedFailurePercentage", 50);
        form.putObject("batch").put("maxItems", 1);
        accepted(start(form));
        await("two runners").atMost(PATIENCE).until(() -> runners(runner).size() == 2);
        return runners(runner).stream()
                .map(name -> executions()
                        .describe(runner.replace(":stateMachine:", ":execution:") + ":" + name)
                        .input())
                .map(input ->
                        Json.trusted(input.getBytes(StandardCharsets.UTF_8)).path("taskgate"))
                .sorted(Comparator.comparingLong(input -> input.path("index").asLong()))
                .toList();
    }

    /// The link without the address that nobody resolves here.
    private static String here(String link) {
        URI uri = URI.create(link);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    @Test
    void aRunnerTellsItsEndByItsLinks() {
        ExecutionFixture.Waiting parent = executions().start();
        List<JsonNode> inputs = twoThatWait(parent);
        String success = here(inputs.getFirst().at("/links/success").asText());

        problem(nobody().body("1").post(success.substring(0, success.indexOf('?'))), 401, "unauthenticated");
        assertThat(problem(nobody().body("1").post(success.replace("/runners/0/", "/runners/1/")), 404, "not-found")
                        .path("detail")
                        .asText())
                .startsWith("there is no such runner");
        assertThat(json(nobody().body("{\"n\": 7}").post(success))
                        .path("status")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody().body("{\"n\":7.0}").post(success).statusCode()).isEqualTo(200);
        problem(nobody().body("{\"n\": 8}").post(success), 409, "outcome-conflict");
        String failure = here(inputs.getLast().at("/links/failure").asText());
        problem(nobody().body("{}").post(failure), 400, "invalid-request");
        assertThat(json(nobody().body("{\"error\": \"OutOfStock\"}").post(failure))
                        .path("status")
                        .asText())
                .isEqualTo("FAILED");

        JsonNode answer = output(parent);
        assertThat(answer.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(answer.path("results").toString()).isEqualTo("[{\"n\":7}]");
    }

    private static Response told(String type, JsonNode of, String signature, String what) {
        String detail = "{\"batchId\": " + of.path("batchId") + ", \"index\": " + of.path("index")
                + ", \"signature\": \"" + signature + "\", " + what + "}";
        return worker().body("{\"source\": \"acme\", \"detail-type\": \"" + type + "\", \"detail\": " + detail + "}")
                .post("/v1/events");
    }

    @Test
    void aRunnerTellsItsEndByAnEvent() {
        ExecutionFixture.Waiting parent = executions().start();
        List<JsonNode> inputs = twoThatWait(parent);
        String first = inputs.getFirst().path("signature").asText();
        String second = inputs.getLast().path("signature").asText();

        problem(told("Callback Succeeded", inputs.getFirst(), second, "\"result\": 1"), 400, "invalid-request");
        assertThat(json(told("Callback Succeeded", inputs.getFirst(), first, "\"result\": [1]"))
                        .path("result")
                        .asText())
                .isEqualTo("COMMITTED");
        assertThat(json(told("Callback Failed", inputs.getFirst(), first, "\"error\": \"No\""))
                        .path("result")
                        .asText())
                .isEqualTo("CONFLICT");
        assertThat(json(told("Callback Failed", inputs.getLast(), second, "\"error\": \"OutOfStock\""))
                        .path("result")
                        .asText())
                .isEqualTo("COMMITTED");

        assertThat(output(parent).path("results").toString()).isEqualTo("[[1]]");
    }

    @Test
    void anEndWithoutAnEventIsFoundAllTheSame() {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode form = numbers(batch(machine(COUNTING)), 5).put("taskToken", parent.token());
        form.putObject("batch").put("maxItems", 1);

        withoutRunnerEvents(() -> {
            accepted(start(form));
            assertThat(output(parent).at("/counts/succeeded").asInt()).isEqualTo(5);
        });
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

    @Test
    void aPlanStartsNothing() {
        ObjectNode form = numbers(batch("arn:aws:states:us-east-1:000000000000:stateMachine:nobody"), 10_000);
        form.putObject("gather").put("n.$", "$.index");

        Response response = workflow().body(form.toString()).post("/v1/batches?dryRun=true");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        JsonNode plan = json(response).path("plan");
        assertThat(plan.path("strategy").asText()).isEqualTo("runners");
        assertThat(plan.path("items").asInt()).isEqualTo(10_000);
        assertThat(plan.path("batches").asInt()).isEqualTo(250);
        assertThat(plan.path("why").asText()).contains("70006 events").contains("one gathered answer");
    }

    @Test
    void wrongFieldsAreNamed() {
        String runner = machine(COUNTING);
        ObjectNode both = numbers(batch(runner), 1).put("taskToken", "t");
        both.putObject("itemsFrom")
                .putObject("s3")
                .put("bucket", "b")
                .put("key", "k")
                .put("format", "jsonl");
        assertThat(problem(start(both), 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("items");
        ObjectNode foreign = batch(runner).put("taskToken", "t");
        foreign.putObject("itemsFrom")
                .putObject("s3")
                .put("bucket", "b")
                .put("key", "k")
                .put("format", "jsonl");
        assertThat(problem(start(foreign), 400, "invalid-request")
                        .path("detail")
                        .asText())
                .contains("itemsFrom.s3.bucket")
                .contains("read-buckets");
        ObjectNode shape = numbers(batch(runner), 1).put("taskToken", "t");
        shape.putObject("gather").put("n.$", "no path");
        assertThat(problem(start(shape), 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("gather");
        assertThat(problem(start(numbers(batch("worker"), 1)), 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("runner");
        assertThat(problem(start(numbers(batch(runner), 1)), 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("taskToken");
        problem(
                oneMachine()
                        .body(numbers(batch(runner), 1).put("taskToken", "t").toString())
                        .post("/v1/batches"),
                403,
                "forbidden");
        problem(workflow().get("/v1/batches/bt_" + "0".repeat(27)), 404, "not-found");
    }

    @Test
    void anOversizeItemIsRefusedOrTravelsAsItsReference() {
        ExecutionFixture.Waiting parent = executions().start();
        ObjectNode form = batch(machine(COUNTING)).put("taskToken", parent.token());
        form.putArray("items").add("x".repeat(6_000)).add(2);
        form.putObject("batch").put("maxBytes", 4096).put("oversize", "refuse");

        assertThat(problem(start(form), 400, "invalid-request").path("detail").asText())
                .contains("item 0")
                .contains("oversize");
        form.putObject("batch").put("maxBytes", 4096);
        accepted(start(form));
        JsonNode items = output(parent).at("/results/0/items");
        assertThat(items.at("/0/bytes").asInt()).isEqualTo(6_002);
    }

    @Test
    void aHistoryIsCountedAndContinuedOnce() {
        String machine = machine(TURNING);
        ExecutionFixture.Waiting execution = executions().start();
        String asked = "{\"executionArn\": \"" + execution.arn() + "\", \"reserve\": 100}";

        JsonNode budget = json(workflow().body(asked).post("/v1/history-budget"));

        assertThat(budget.path("eventCount").asInt()).isBetween(3, 6);
        assertThat(budget.path("remaining").asInt())
                .isEqualTo(25_000 - budget.path("eventCount").asInt());
        assertThat(budget.path("continueAsNew").asBoolean()).isFalse();
        String arn = executions().start(machine.substring(machine.lastIndexOf(':') + 1), "{\"n\": 0, \"until\": 5050}");
        await("more than 20000 events")
                .atMost(SOON)
                .until(() -> executions()
                                .sfn()
                                .getExecutionHistory(get ->
                                        get.executionArn(arn).reverseOrder(true).maxResults(1))
                                .events()
                                .getFirst()
                                .id()
                        > 20_000);
        String spent = "{\"executionArn\": \"" + arn
                + "\", \"reserve\": 5000, \"continueWith\": {\"input\": {\"n\": 0, \"until\": 0, \"first\": 7}}}";
        JsonNode one = json(workflow().body(spent).post("/v1/history-budget"));
        JsonNode two = json(workflow().body(spent).post("/v1/history-budget"));
        assertThat(one.path("continueAsNew").asBoolean()).isTrue();
        assertThat(two.path("executionArn")).isEqualTo(one.path("executionArn"));
        assertThat(one.path("executionArn").asText()).isEqualTo(arn + "-c1");
        assertThat(executions().ended(arn + "-c1").output()).contains("\"first\":7");
        assertThat(executions()
                        .sfn()
                        .getExecutionHistory(get -> get.executionArn(arn + "-c1"))
                        .events())
                .filteredOn(event -> event.type() == HistoryEventType.EXECUTION_STARTED)
                .hasSize(1);
        problem(
                workflow().body("{\"executionArn\": \"" + arn + "-none\"}").post("/v1/history-budget"),
                404,
                "not-found");
    }
}
