package io.taskgate.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.CalledService;
import io.taskgate.testing.gateway.EventFixture;
import io.taskgate.testing.gateway.ExecutionFixture;
import org.junit.jupiter.api.Test;

/// Tests attackers with a genuine key, or on the event bus, under the correlation key of another caller.
@QuarkusTest
class OwnershipApiTest extends GatewayTest {

    private final EventFixture events = new EventFixture();

    private static String attack(ExecutionFixture.Waiting attacker, String key) {
        return form(attacker.token(), "shipping", "send", key)
                .put("executionArn", attacker.arn())
                .put("redriveCount", 1)
                .toString();
    }

    private JsonNode refused(Response response) {
        assertThat(response.asString()).doesNotContain("cb_", "\"links\"", "\"state\"");
        JsonNode problem = problem(response, 409, "owner-conflict");
        assertThat(problem.path("detail").asText()).contains("registered this correlation key");
        return problem;
    }

    @Test
    void promise15AnotherStateMachineDoesNotGetTheAnswer() {
        Task victim = task("shipping", "send", fresh("order"));
        ExecutionFixture.Waiting attacker = executions().start();

        refused(workflow().body(attack(attacker, victim.key())).post("/v1/callbacks"));

        worker().body("{\"secret\": true}").post(victim.success());
        assertThat(executions().ended(victim.execution().arn()).output()).contains("secret");
        assertThat(executions().describe(attacker.arn()).statusAsString()).isEqualTo("RUNNING");
    }

    @Test
    void promise15AnotherKeyWithTheSameServiceDoesNotGetTheAnswer() {
        Task victim = task("shipping", "send", fresh("order"));
        ExecutionFixture.Waiting attacker = executions().again(victim.execution());

        refused(shipping().body(attack(attacker, victim.key())).post("/v1/callbacks"));

        assertThat(record(victim.id()).path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void promise15AnEventDoesNotGetTheAnswer() {
        Task victim = task("shipping", "send", fresh("order"));

        ExecutionFixture.Waiting attacker = executions().start();

        events.put("Callback Requested", attack(attacker, victim.key()));

        assertThat(executions().ended(attacker.arn()).error()).isEqualTo("Taskgate.OwnerConflict");
        assertThat(events.awaitDeadLetter(victim.key())).isNotNull();
        assertThat(record(victim.id()).path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void promise15NoServiceIsCalledUnderAnotherOwnersKey() {
        String key = fresh("quote");
        ExecutionFixture.Waiting victim = executions().start();
        service().on("/long", CalledService.answering(202, "{}", "Location: /jobs/" + fresh("job") + "\r\n"));
        assertThat(call(victim, key).statusCode()).isEqualTo(202);
        int before = service().requests("/long").size();

        refused(call(executions().start(), key));

        assertThat(service().requests("/long")).hasSize(before);
        assertThat(call(victim, key).statusCode()).isEqualTo(202);
    }

    private static Response call(ExecutionFixture.Waiting task, String key) {
        return workflow()
                .header("Task-Token", task.token())
                .header("Execution-Arn", task.arn())
                .header("Correlation-Key", key)
                .body("{\"a\": 1}")
                .post("/v1/calls/quotes/long");
    }

    @Test
    void promise6AnOlderTokenOfAnotherOwnerLearnsNothing() {
        Task victim = task("shipping", "send", fresh("order"));
        ExecutionFixture.Waiting attacker = executions().start();

        refused(workflow()
                .body(form(attacker.token(), "shipping", "send", victim.key())
                        .put("executionArn", attacker.arn())
                        .put("stateEnteredTime", "2017-01-01T00:00:00Z")
                        .toString())
                .post("/v1/callbacks"));
    }

    @Test
    void theOwnersNewerTokenTakesTheCallbackOver() {
        Task first = task("shipping", "send", fresh("order"));

        Task second = task("shipping", "send", first.key());

        assertThat(second.id()).isEqualTo(first.id());
        await().atMost(SOON).until(() -> record(first.id()).path("generation").asInt() == 2);
    }
}
