package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.payload.json.Json;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Batches over HTTP, with runners in the stand-in's Step Functions.
abstract class BatchesApiFixture extends GatewayTest {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    /// A runner that counts its items.
    static final String COUNTING = """
            {"StartAt": "Count", "States": {"Count": {"Type": "Pass", "End": true,
              "Parameters": {"count.$": "States.ArrayLength($.items)", "first.$": "$.taskgate.firstItem", "items.$": "$.items"}}}}""";

    String machine(String definition) {
        String name = fresh("runner");
        createStateMachine(name, definition);
        return "arn:aws:states:us-east-1:000000000000:stateMachine:" + name;
    }

    static ObjectNode batch(String runner) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        return form.put("runner", runner).put("name", "test");
    }

    static Response start(ObjectNode form) {
        return workflow().body(form.toString()).post("/v1/batches");
    }

    static JsonNode accepted(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return json(response);
    }

    static ObjectNode numbers(ObjectNode form, int count) {
        var items = form.putArray("items");
        IntStream.range(0, count).forEach(items::add);
        return form;
    }

    JsonNode output(ExecutionFixture.Waiting parent) {
        DescribeExecutionResponse ended = ended(parent);
        assertThat(ended.statusAsString())
                .as(ended.error() + " " + ended.cause())
                .isEqualTo("SUCCEEDED");
        return Json.parseTrusted(ended.output().getBytes(StandardCharsets.UTF_8));
    }

    DescribeExecutionResponse ended(ExecutionFixture.Waiting parent) {
        await("end of the parent")
                .atMost(PATIENCE)
                .until(() ->
                        !executions().describe(parent.arn()).statusAsString().equals("RUNNING"));
        return executions().describe(parent.arn());
    }

    List<String> runners(String machine) {
        return executions().sfn().listExecutions(list -> list.stateMachineArn(machine)).executions().stream()
                .map(execution -> execution.name())
                .toList();
    }
}
