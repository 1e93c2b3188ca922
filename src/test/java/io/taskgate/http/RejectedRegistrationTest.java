package io.taskgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.standin.fault.Fault;
import org.junit.jupiter.api.Test;

/// Tests `POST /v1/callbacks` with each documented rejection.
@QuarkusTest
class RejectedRegistrationTest extends GatewayTest {

    @Test
    void a400NamesTheField() {
        JsonNode problem = problem(register(form("t", "orders", "unheard-of", "k")), 400, "invalid-request");

        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("operation");
    }

    @Test
    void twoDifferentTokensAre400() {
        Response response = workflow()
                .header("Task-Token", "one")
                .body(form("another", "orders", "plain", "k").toString())
                .post("/v1/callbacks");

        assertThat(problem(response, 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("taskToken");
    }

    @Test
    void noKeyAndAnUnknownKeyAre401() {
        String body = form("t", "orders", "plain", "k").toString();

        problem(nobody().body(body).post("/v1/callbacks"), 401, "unauthenticated");
        Response unknown = as("nobody-knows-me").body(body).post("/v1/callbacks");

        problem(unknown, 401, "unauthenticated");
        assertThat(unknown.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aKeyOfAnotherRoleIs403() {
        String body = form("t", "orders", "plain", "k").toString();

        problem(worker().body(body).post("/v1/callbacks"), 403, "forbidden");
        problem(operator().body(body).post("/v1/callbacks"), 403, "forbidden");
    }

    @Test
    void aKeyForAnotherServiceIs403() {
        String body = form("t", "orders", "plain", "k").toString();

        problem(shipping().body(body).post("/v1/callbacks"), 403, "forbidden");
    }

    @Test
    void aKeyForAnotherStateMachineIs403() {
        ObjectNode form = form("t", "orders", "plain", "k");

        problem(oneMachine().body(form.toString()).post("/v1/callbacks"), 403, "forbidden");
        form.put("executionArn", "arn:aws:states:us-east-1:000000000000:execution:another:x");
        problem(oneMachine().body(form.toString()).post("/v1/callbacks"), 403, "forbidden");
    }

    @Test
    void aBodyOverAMebibyteIs413() {
        ObjectNode form = form("t", "orders", "plain", "k");
        form.put("input", "x".repeat(1_048_576));

        problem(register(form), 413, "payload-too-large");
    }

    @Test
    void aBodyThatIsNoJsonIs415() {
        Response response = workflow()
                .contentType("text/plain")
                .body(form("t", "orders", "plain", "k").toString())
                .post("/v1/callbacks");

        problem(response, 415, "unsupported-media-type");
    }

    @Test
    void aRequestOverItsBudgetIs422WhereTheRouteRefuses() {
        ObjectNode form = form(executions().start().token(), "orders", "reject", fresh("order"));
        form.putObject("input").put("text", "x".repeat(3_000));

        JsonNode problem = problem(register(form), 422, "budget-exceeded");

        assertThat(problem.path("detail").asText()).contains("3011").contains("2048");
    }

    @Test
    void aRequestThatItsServiceRefusesIs502AndLeavesNothing() {
        String key = fresh("invoice");
        ObjectNode form = form(executions().start().token(), "billing", "refused", key);

        problem(register(form), 502, "service-failed");
        problem(register(form), 502, "service-failed");

        assertThat(recorder().requests(key)).hasSize(2);
        JsonNode listed = json(operator().get("/v1/callbacks?service=billing&limit=500"));
        assertThat(listed.path("callbacks").findValuesAsText("correlationKey")).doesNotContain(key);
    }

    @Test
    void promise13ALedgerThatIsAwayIs503AndTheSameAgainGoesWell() {
        ObjectNode form = form(executions().start().token(), "orders", "plain", fresh("order"));

        withoutLedger(() -> {
            Response response = register(form);
            problem(response, 503, "unavailable");
            assertThat(response.header("Retry-After")).isEqualTo("2");
        });

        assertThat(register(form).statusCode()).isEqualTo(202);
    }

    @Test
    void aPayloadStoreThatIsAwayIs503() {
        ObjectNode form = form(executions().start().token(), "orders", "plain", fresh("order"));
        form.putObject("input").put("text", "y".repeat(210_000));

        withoutPayloadStore(() -> problem(register(form), 503, "unavailable"));

        assertThat(register(form).statusCode()).isEqualTo(202);
    }

    @Test
    void aBusThatIsAwayIsNoRefusal() {
        ObjectNode form = form(executions().start().token(), "orders", "plain", fresh("order"));
        faults(Fault.of("PutEvents", Fault.Kind.DENY, 1));

        assertThat(register(form).statusCode()).isEqualTo(202);
    }
}
