package io.taskgate.http;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.ExecutionFixture;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;

/// Tests calls with a task token, and calls that take long.
@QuarkusTest
class LongCallsTest extends GatewayTest {

    private RequestSpecification with(ExecutionFixture.Waiting task) {
        return workflow()
                .header("Task-Token", task.token())
                .header("Execution-Arn", task.arn())
                .body("{\"a\": 1}");
    }

    private static String job(String location) {
        return "Location: " + location + "\r\n";
    }

    // ---- with a token, answered immediately

    @Test
    void theTaskGetsTheResponse() {
        ExecutionFixture.Waiting task = executions().start();
        service().on("/other", answering(200, "{\"price\": 7}"));

        Response response = with(task).post("/v1/calls/quotes/other");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(json(response).path("outcome").asText()).isEqualTo("SUCCESS");
        DescribeExecutionResponse ended = executions().ended(task.arn());
        assertThat(ended.output()).contains("\"price\":7");
        awaitState(json(response).path("callbackId").asText(), "DELIVERED");
        assertThat(response.asString()).doesNotContain(task.token());
    }

    @Test
    void theTaskGetsAReferenceWhereTheResponseIsLarge() {
        ExecutionFixture.Waiting task = executions().start();
        service().on("/shaped", answering(200, "{\"price\": 8, \"notes\": \"" + "n".repeat(5_000) + "\"}"));

        Response response = with(task).post("/v1/calls/quotes/shaped");

        assertThat(json(response).at("/changes/0/change").asText()).isEqualTo("checked-in");
        assertThat(executions().ended(task.arn()).output())
                .contains("taskgate-payloads")
                .doesNotContain("nnn");
    }

    @Test
    void theTaskFailsUnderTheErrorsName() {
        ExecutionFixture.Waiting task = executions().start();
        service().on("/create", answering(409, "{\"error\": {\"code\": \"OUT_OF_STOCK\"}}"));

        Response response = workflow()
                .header("Task-Token", task.token())
                .body("{\"item\": 1}")
                .post("/v1/calls/quotes/create");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        DescribeExecutionResponse ended = executions().ended(task.arn());
        assertThat(ended.error()).isEqualTo("Orders.OutOfStock");
        assertThat(ended.cause()).isEqualTo("The service returned 409.");
    }

    @Test
    void theSameTokenAgainStaysWithItsFirstOutcome() {
        ExecutionFixture.Waiting task = executions().start();
        service().on("/other", answering(200, "1"), answering(200, "2"));

        Response first = with(task).post("/v1/calls/quotes/other");
        Response again = with(task).post("/v1/calls/quotes/other");

        assertThat(json(again).path("callbackId")).isEqualTo(json(first).path("callbackId"));
        assertThat(executions().ended(task.arn()).output()).isEqualTo("1");
    }

    @Test
    void whatWasNotSentIsForTheCallerAlone() {
        ExecutionFixture.Waiting task = executions().start();
        long before = records();
        Response response =
                workflow().header("Task-Token", task.token()).body("{}").post("/v1/calls/quotes/create");
        problem(response, 400, "invalid-request");
        assertThat(records()).isEqualTo(before);
    }

    @Test
    void aWrongHeaderIsNamedAndNothingIsSent() {
        int before = service().requests("/other").size();
        Response response = workflow()
                .header("Task-Token", "any")
                .header("Heartbeat-Seconds", "soon")
                .body("{}")
                .post("/v1/calls/quotes/other");
        JsonNode problem = problem(response, 400, "invalid-request");
        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("heartbeatSeconds");
        assertThat(service().requests("/other")).hasSize(before);
    }

    @Test
    void aKeyForOneMachineCallsForThatOnly() {
        Response response = oneMachine().body("{}").post("/v1/calls/quotes/other");
        problem(response, 403, "forbidden");
    }

    @Test
    void aTokenThatIsNoneIsRefusedBeforeAnythingIsSent() {
        int before = service().requests("/other").size();
        Response response =
                workflow().header("Task-Token", "x".repeat(2049)).body("{}").post("/v1/calls/quotes/other");
        JsonNode problem = problem(response, 400, "invalid-request");
        assertThat(problem.at("/violations/0/field").asText()).isEqualTo("taskToken");
        assertThat(service().requests("/other")).hasSize(before);
    }

    // ---- long, with a token

    @Test
    void aJobBecomesACallback() {
        ExecutionFixture.Waiting task = executions().start();
        String job = fresh("job");
        service().on("/long", answering(202, "{}", job("/jobs/" + job)));

        Response response = with(task).header("Timeout-Seconds", 600).post("/v1/calls/quotes/long");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        JsonNode callback = json(response);
        assertThat(callback.path("state").asText()).isEqualTo("PENDING");
        assertThat(callback.path("correlationKey").asText()).isEqualTo(job);
        assertThat(callback.path("deadline").asText()).isNotBlank();
        assertThat(record(callback.path("callbackId").asText()).path("dispatch").asText())
                .isEqualTo("SENT");
        assertThat(worker().body("{\"done\": true}")
                        .post("/v1/correlations/quotes/long/" + job + "/success")
                        .statusCode())
                .isEqualTo(200);
        assertThat(executions().ended(task.arn()).output()).isEqualTo("{\"done\":true}");
    }

    @Test
    void anAnswerThatWasFasterThanThe202Counts() {
        ExecutionFixture.Waiting task = executions().start();
        String job = fresh("job");
        service().on("/named", answering(202, "{\"jobId\": \"" + job + "\"}"));
        worker().body("{\"fast\": 1}").post("/v1/correlations/quotes/named/" + job + "/success");

        Response response = with(task).post("/v1/calls/quotes/named");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(executions().ended(task.arn()).output()).isEqualTo("{\"fast\":1}");
    }

    @Test
    void aRetrysNewTokenTakesTheSameJobOver() {
        ExecutionFixture.Waiting first = executions().start();
        ExecutionFixture.Waiting second = executions().again(first);
        String job = fresh("job");
        service().on("/named", answering(202, "{\"jobId\": \"" + job + "\"}"));

        Response before = with(first).post("/v1/calls/quotes/named");
        Response after = with(second).post("/v1/calls/quotes/named");
        worker().body("3").post("/v1/correlations/quotes/named/" + job + "/success");

        assertThat(json(after).path("callbackId")).isEqualTo(json(before).path("callbackId"));
        assertThat(executions().ended(second.arn()).output()).isEqualTo("3");
    }

    // ---- long, without a token

    @Test
    void aJobWithoutATokenHasAStatus() {
        String job = fresh("job");
        service().on("/long", answering(202, "", job("jobs/" + job + "?part=1")));
        service().on("/jobs/" + job, answering(202, "{}"), answering(200, "{\"rows\": 3}"));

        Response response = workflow().body("{}").post("/v1/calls/quotes/long");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(json(response).path("job").asText()).isEqualTo(job);
        assertThat(response.header("Retry-After")).isNotBlank();
        URI status = URI.create(json(response).at("/links/status").asText());
        assertThat(response.header("Location")).isEqualTo(status.toString());
        assertThat(workflow().get(status.getRawPath()).statusCode()).isEqualTo(202);
        assertThat(workflow().get(status.getRawPath()).asString()).isEqualTo("{\"rows\":3}");
        assertThat(service().requests("/jobs/" + job))
                .allMatch(request -> request.target().endsWith("?part=1"));
    }

    @Test
    void theStatusMayBeAPathOfTheRoute() {
        String job = fresh("job") + "/1";
        service().on("/named", answering(202, "{\"jobId\": \"" + job + "\"}"));
        service().on("/named/" + job.replace("/", "%2F"), answering(404, "{}"));

        Response response = workflow().body("{}").post("/v1/calls/quotes/named");

        URI status = URI.create(json(response).at("/links/status").asText());
        problem(workflow().get(status.getRawPath()), 502, "service-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.2/elsewhere",
                "//evil.example/x",
                "https://localhost/x",
                ":::",
                "/",
                "/a//b",
                "/../x"
            })
    void aLocationThatIsNoPlaceAtTheServiceIsNotFollowed(String location) {
        service().on("/long", answering(202, "{}", job(location)));
        Response response = workflow().body("{}").post("/v1/calls/quotes/long");
        assertThat(problem(response, 502, "service-failed").path("error").asText())
                .isEqualTo("Taskgate.InvalidResponse");
    }

    @Test
    void a202WithoutAJobIsAResponse() {
        service().on("/other", answering(202, "{\"ok\": true}"));
        Response response = workflow().body("{}").post("/v1/calls/quotes/other");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void aStatusNeedsALinkThatWasGiven() {
        service().on("/long", answering(202, "{}", job("/jobs/mine")));
        String path = URI.create(json(workflow().body("{}").post("/v1/calls/quotes/long"))
                        .at("/links/status")
                        .asText())
                .getRawPath();
        problem(workflow().get(path + "x"), 404, "not-found");
        problem(workflow().get(path.replace("/long/", "/named/")), 404, "not-found");
        problem(workflow().get("/v1/calls/quotes/long/jobs/mine"), 404, "not-found");
        problem(shipping().get(path), 403, "forbidden");
        problem(nobody().get(path), 401, "unauthenticated");
    }
}
