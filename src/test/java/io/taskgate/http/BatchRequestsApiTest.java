package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.testing.gateway.ExecutionFixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/// Tests requests for batches: plans, rejected fields, oversized items, and the history budget.
@QuarkusTest
class BatchRequestsApiTest extends BatchesApiFixture {

    /// A state machine that loops until it has about 20,000 events and then waits.
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
    void aPlanStartsNothing() {
        ObjectNode form = numbers(batch("arn:aws:states:us-east-1:000000000000:stateMachine:nobody"), 10_000);
        form.putObject("gather").put("n.$", "$.index");

        Response response = workflow().body(form.toString()).post("/v1/batches?dryRun=true");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        JsonNode plan = json(response).path("plan");
        assertThat(plan.path("strategy").asText()).isEqualTo("runners");
        assertThat(plan.path("items").asInt()).isEqualTo(10_000);
        assertThat(plan.path("batches").asInt()).isEqualTo(250);
        assertThat(plan.path("reason").asText()).contains("70006 events").contains("one gathered answer");
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
        form.putObject("batch").put("maxBytes", 4096).put("oversize", "reject");

        assertThat(problem(start(form), 400, "invalid-request").path("detail").asText())
                .contains("Item 0")
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
