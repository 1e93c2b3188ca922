package io.taskgate.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests forged reports over HTTP that executions have ended.
@QuarkusTest
class ExecutionStatusHandlerTest extends GatewayTest {

    /// Waits until it is stopped.
    private static final String WAITING = """
        {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3000, "End": true}}}\
        """;

    private String batch = "";

    private static String status(String executionArn, String output) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("source", "aws.states").put("detail-type", "Step Functions Execution Status Change");
        event.putObject("detail")
                .put("executionArn", executionArn)
                .put("status", "SUCCEEDED")
                .put("output", output);
        return event.toString();
    }

    /// @return the ARN of the only runner of the batch
    private String runner(String name) {
        createStateMachine(name, WAITING);
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("runner", "arn:aws:states:us-east-1:000000000000:stateMachine:" + name)
                .put("name", "test")
                .put("taskToken", executions().start().token())
                .putArray("items")
                .add(1);
        Response accepted = workflow().body(form.toString()).post("/v1/batches");
        assertThat(accepted.statusCode()).as(accepted.asString()).isEqualTo(202);
        batch = json(accepted).path("batchId").asText();
        String runner = "arn:aws:states:us-east-1:000000000000:execution:" + name + ":test-" + batch + "-0";
        await("the runner")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> executions().describe(runner).statusAsString().equals("RUNNING"));
        return runner;
    }

    private JsonNode get() {
        return json(operator().get("/v1/batches/" + batch));
    }

    @AfterEach
    void endTheBatch() {
        if (!batch.isEmpty()) {
            String callback = get().path("callbackId").asText();
            operator().body("{\"reason\": \"the test is over\"}").post("/v1/callbacks/" + callback + "/cancel");
        }
    }

    /// A caller can report the end of executions that its grant covers. The outcome is read from Step Functions.
    @Test
    void promise15AKeyForItsStateMachineIsNotBelievedAnOutput() {
        String runner = runner(REPORTED);

        Response answer = reporter().body(status(runner, "\"forged\"")).post("/v1/events");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(json(answer).path("result").asText()).isEqualTo("EXECUTION_ENDED");
        assertThat(get().path("state").asText()).isEqualTo("RUNNING");
    }

    @Test
    void promise15AKeyForOneStateMachineSaysNothingOfAnother() {
        String runner = runner(fresh("hinted"));

        problem(reporter().body(status(runner, "\"forged\"")).post("/v1/events"), 404, "not-found");
    }

    @Test
    void promise15AKeyForEverythingSaysNothingOfExecutions() {
        String runner = runner(fresh("hinted"));

        problem(workflow().body(status(runner, "\"forged\"")).post("/v1/events"), 404, "not-found");

        assertThat(get().path("state").asText()).isEqualTo("RUNNING");
    }
}
