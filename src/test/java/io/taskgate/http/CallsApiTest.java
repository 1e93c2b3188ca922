package io.taskgate.http;

import static io.taskgate.testing.gateway.CalledService.answering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.CalledService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `POST /v1/calls/{service}/{operation}` with a healthy service.
@QuarkusTest
class CallsApiTest extends GatewayTest {

    private static Response call(String operation, String body) {
        return workflow().body(body).post("/v1/calls/quotes/" + operation);
    }

    // ---- the request

    @Test
    void methodPathAndHeadersComeFromTheRouteAndTheRequest() {
        service().on("/fetch/a%2Fb%20%C3%BC", answering(200, "{\"price\": 7}"));

        Response response = call("fetch", "{\"id\": \"a/b ü\", \"customer\": 12, \"money\": {\"currency\": \"EUR\"}}");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.asString()).isEqualTo("{\"price\":7}");
        assertThat(response.contentType()).isEqualTo("application/json");
        assertThat(response.header("Taskgate-Reference")).isNull();
        CalledService.Request request =
                service().requests("/fetch/a%2Fb%20%C3%BC").getFirst();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).endsWith("?currency=EUR");
        assertThat(request.headers())
                .containsEntry("x-customer", "customer 12")
                .containsEntry("accept", "application/json");
        assertThat(request.headers().toString()).doesNotContain("dev-workflow").doesNotContain("task-token");
        assertThat(request.body()).isEmpty();
    }

    @Test
    void theShapedRequestIsTheBodyAndTheIdempotencyKeyGoesAlong() {
        service().on("/create", answering(201, "{\"id\": 1}"));
        String key = fresh("key");

        Response response = workflow()
                .header("Idempotency-Key", key)
                .body("{\"item\": [1, 2], \"secret\": \"s\"}")
                .post("/v1/calls/quotes/create");

        assertThat(response.statusCode()).isEqualTo(200);
        CalledService.Request request = service().requests("/create").stream()
                .filter(each -> key.equals(each.headers().get("idempotency-key")))
                .findFirst()
                .orElseThrow();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo("{\"item\":[1,2]}");
        assertThat(request.headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void anEmptyBodyIsAnEmptyObject() {
        service().on("/other", answering(200, "1"));
        assertThat(workflow().post("/v1/calls/quotes/other").asString()).isEqualTo("1");
        assertThat(service().requests("/other").getLast().body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"customer\": 1, \"money\": {\"currency\": \"EUR\"}}",
                "{\"id\": {}, \"customer\": 1, \"money\": {\"currency\": \"EUR\"}}",
                "{\"id\": null, \"customer\": 1, \"money\": {\"currency\": \"EUR\"}}",
                "{\"id\": \"\", \"customer\": 1, \"money\": {\"currency\": \"EUR\"}}",
                "{\"id\": \"..\", \"customer\": 1, \"money\": {\"currency\": \"EUR\"}}",
                "{\"id\": 1, \"customer\": 1, \"money\": \"EUR\"}",
                "{\"id\": 1, \"customer\": \"a\\r\\nX-Evil: 1\", \"money\": {\"currency\": \"EUR\"}}",
                "[]"
            })
    void aRequestThatLacksWhatTheCallNeedsIsRefusedUnsent(String body) {
        JsonNode problem = problem(call("fetch", body), 400, "invalid-request");
        assertThat(problem.at("/violations/0/field").asText()).isNotBlank();
        assertThat(service().requests("/fetch/..")).isEmpty();
    }

    @Test
    void aRequestThatCannotBeShapedIsRefusedUnsent() {
        int before = service().requests("/create").size();
        problem(call("create", "{}"), 400, "invalid-request");
        assertThat(service().requests("/create")).hasSize(before);
    }

    @Test
    void aRequestOverItsBudgetIsRefusedUnsent() {
        service().on("/other", answering(200, "1"));
        int before = service().requests("/other").size();
        JsonNode problem = problem(call("other", "\"" + "x".repeat(262_144) + "\""), 422, "budget-exceeded");
        assertThat(problem.path("detail").asText()).startsWith("Nothing was sent");
        assertThat(service().requests("/other")).hasSize(before);
    }

    @Test
    void anIdempotencyKeyThatIsNoneIsRefused() {
        Response response =
                workflow().header("Idempotency-Key", "x".repeat(256)).body("{}").post("/v1/calls/quotes/other");
        assertThat(problem(response, 400, "invalid-request").path("detail").asText())
                .startsWith("Idempotency-Key");
    }

    // ---- authorization

    @Test
    void onlyAGrantOpensACall() {
        problem(nobody().body("{}").post("/v1/calls/quotes/other"), 401, "unauthenticated");
        problem(worker().body("{}").post("/v1/calls/quotes/other"), 403, "forbidden");
        problem(shipping().body("{}").post("/v1/calls/quotes/other"), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({"quotes, none", "none, any", "orders, approve"})
    void whatIsNotCalledIsNotFound(String service, String operation) {
        problem(workflow().body("{}").post("/v1/calls/" + service + "/" + operation), 404, "not-found");
    }

    @Test
    void aCallIsNoCallbackToRegister() {
        Response response = register(form("any-token", "quotes", "other", fresh("key")));
        assertThat(problem(response, 400, "invalid-request").path("detail").asText())
                .contains("POST /v1/calls");
    }

    // ---- the response

    @Test
    void theResponseIsShaped() {
        service()
                .on(
                        "/shaped",
                        answering(
                                200,
                                "{\"price\": 7.50, \"notes\": \"n\", \"all\": \"" + "x".repeat(3_000_000) + "\"}"));
        Response response = call("shaped", "{}");
        assertThat(response.asString()).isEqualTo("{\"price\":7.50,\"notes\":\"n\"}");
        assertThat(response.header("Taskgate-Reference")).isNull();
    }

    @Test
    void aResponseOverItsBudgetIsCheckedIn() {
        service().on("/shaped", answering(200, "{\"price\": 8, \"notes\": \"" + "n".repeat(5_000) + "\"}"));
        Response response = call("shaped", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode reference = json(response);
        assertThat(reference.at("/summary/price").asInt()).isEqualTo(8);
        assertThat(response.header("Taskgate-Reference"))
                .isEqualTo("s3://taskgate-payloads/" + reference.path("Key").asText());
        Response read = workflow()
                .body("{\"reference\": " + reference + ", \"shape\": {\"OutputPath\": \"$.price\"}}")
                .post("/v1/payloads/read");
        assertThat(read.asString()).isEqualTo("8");
    }

    @Test
    void aLargeResponseIsStreamedIntoTheStore() {
        service().on("/other", CalledService.large(20_000_000));
        JsonNode reference = json(call("other", "{}"));
        assertThat(reference.path("bytes").asLong()).isGreaterThan(20_000_000);
        assertThat(reference.path("sha256").asText()).hasSize(64);
    }

    @Test
    void aResponseThatMayNotBeCheckedInIsRefused() {
        service().on("/reject", answering(200, "\"" + "x".repeat(3_000) + "\""));
        JsonNode problem = problem(call("reject", "{}"), 422, "budget-exceeded");
        assertThat(problem.path("error").asText()).isEqualTo("Taskgate.PayloadTooLarge");
        assertThat(problem.path("serviceStatus").asInt()).isEqualTo(200);
        assertThat(problem.toString()).doesNotContain("xxx");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204})
    void noBodyIsNull(int status) {
        service().on("/other", answering(status, ""));
        assertThat(call("other", "{}").asString()).isEqualTo("null");
    }

    // ---- failures

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create | 400 | {\"error\": {\"code\": \"OUT_OF_STOCK\"}} | Orders.OutOfStock",
                "create | 409 | {\"error\": {\"code\": \"ELSE\"}} | Orders.Conflict",
                "create | 404 | {\"error\": {\"code\": \"ELSE\"}} | Taskgate.ServiceFailed",
                "create | 409 | no JSON | Orders.Conflict",
                "create | 503 | {} | Orders.Down",
                "create | 301 | {} | Taskgate.ServiceFailed",
                "coded | 422 | {\"code\": \"NO_SUCH_ITEM\"} | Quotes.NO_SUCH_ITEM",
                "coded | 422 | {\"code\": \"a payload's text\"} | Taskgate.ServiceFailed",
                "coded | 422 | {\"code\": {}} | Taskgate.ServiceFailed"
            })
    void failuresHaveNamesThatAStateCanCatch(String operation, int status, String body, String error) {
        service().on("/" + operation, answering(status, body));
        Response response = call(operation, "{\"item\": 1}");
        JsonNode problem = problem(response, 502, "service-failed");
        assertThat(problem.path("error").asText()).isEqualTo(error);
        assertThat(problem.path("serviceStatus").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isEqualTo("The service returned " + status + ".");
    }
}
