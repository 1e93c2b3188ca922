package io.taskgate.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.ExecutionFixture;
import org.junit.jupiter.api.Test;

/// Tests the grants of workflow keys: a key may start only the state machines that its grant names as
/// runners, and may act only for the state machines whose full ARN its grant covers (finding 1 of the
/// security review).
@QuarkusTest
class RunnerGrantTest extends GatewayTest {

    private static ObjectNode continuation(String executionArn, String successor) {
        ObjectNode form = JsonNodeFactory.instance.objectNode();
        form.put("executionArn", executionArn).put("reserve", 5_000);
        form.putObject("continueWith").put("name", successor);
        return form;
    }

    @Test
    void promise15AKeyWithoutRunnersContinuesNoExecution() {
        ExecutionFixture.Waiting victim = executions().start();
        String successor = fresh("started-by-another-key");

        problem(
                shipping()
                        .body(continuation(victim.arn(), successor).toString())
                        .post("/v1/history-budget"),
                403,
                "forbidden");

        assertThat(executions().exists(victim.arn(), successor)).isFalse();
    }

    @Test
    void promise15AnotherTenantIsNotToldHowLongAHistoryIs() {
        String asked = "{\"executionArn\": \"" + executions().start().arn() + "\"}";

        problem(as("neighbour-tenant").body(asked).post("/v1/history-budget"), 403, "forbidden");
        problem(
                as("neighbour-tenant").body(asked.replace("\"}", "-none\"}")).post("/v1/history-budget"),
                403,
                "forbidden");
    }

    @Test
    void aReserveThatWouldMakeAnyExecutionSpentIsRefused() {
        ExecutionFixture.Waiting execution = executions().start();
        ObjectNode form = continuation(execution.arn(), fresh("next")).put("reserve", 24_999);

        problem(workflow().body(form.toString()).post("/v1/history-budget"), 400, "invalid-request");
    }

    @Test
    void aStateMachineOfTheSameNameInAnotherAccountIsNotCovered() {
        RequestSpecification oneMachine = oneMachine();
        ObjectNode form = form("made-up-" + fresh("t"), "orders", "plain", fresh("order"))
                .put("executionArn", "arn:aws:states:us-east-1:999999999999:execution:the-one:e-1");

        problem(oneMachine.body(form.toString()).post("/v1/callbacks"), 403, "forbidden");
    }
}
