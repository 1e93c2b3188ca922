package io.taskgate.http.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.taskgate.GatewayTest;
import io.taskgate.testing.LogTrap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests invalid bodies: each leads to a problem document that names the field, has no effect, and reveals
/// the token neither in the response nor in the log.
@QuarkusTest
class BadInputTest extends GatewayTest {

    private static final String TOKEN = "canary-token-that-must-never-be-seen";
    private static final String PAYLOAD = "canary-payload-that-must-never-be-seen";
    private static final String REGISTER = "/v1/callbacks";

    /// @param field the field in violations[]; empty if the whole request is invalid
    private record Bad(String name, Supplier<Response> call, int status, String slug, String field) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bad> bad() {
        return Stream.of(registrations(), fields(), media(), answers(), elsewhere())
                .flatMap(cases -> cases);
    }

    private static Bad registering(String name, String body, String field) {
        return new Bad(name, () -> workflow().body(body).post(REGISTER), 400, "invalid-request", field);
    }

    /// Returns a registration that is valid except for `more`.
    private static String registration(String more) {
        return "{\"taskToken\": \"" + TOKEN + "\", \"service\": \"orders\", \"operation\": \"plain\", \"input\": \""
                + PAYLOAD + "\", " + more + "}";
    }

    private static Stream<Bad> registrations() {
        return Stream.of(
                registering("no body", "", ""),
                registering("malformed", "{\"taskToken\": \"" + TOKEN + "\", \"input\": \"" + PAYLOAD, ""),
                registering("two JSON values", registration("\"retryCount\": 0") + " {}", ""),
                registering("Duplicate member name", registration("\"service\": \"orders\""), ""),
                registering("no JSON", TOKEN + " " + PAYLOAD, ""),
                registering("single quotes", "{'taskToken': '" + TOKEN + "'}", ""),
                registering("a list", "[\"" + TOKEN + "\"]", ""),
                registering("a text", "\"" + TOKEN + "\"", ""),
                registering("null", "null", ""),
                registering("too deeply nested", "[".repeat(5_000), ""),
                registering("unknown field", registration("\"tokn\": 1"), "tokn"),
                registering("no token", "{\"service\": \"orders\", \"operation\": \"plain\"}", "taskToken"),
                registering(
                        "empty token",
                        "{\"taskToken\": \"\", \"service\": \"orders\", \"operation\": \"plain\"}",
                        "taskToken"),
                registering(
                        "a token that is too long",
                        "{\"taskToken\": \"" + TOKEN.repeat(60)
                                + "\", \"service\": \"orders\", \"operation\": \"plain\"}",
                        "taskToken"),
                registering(
                        "a token that is a number",
                        "{\"taskToken\": 7, \"service\": \"orders\", \"operation\": \"plain\"}",
                        "taskToken"),
                registering(
                        "a token that is an object",
                        "{\"taskToken\": {\"t\": \"" + TOKEN
                                + "\"}, \"service\": \"orders\", \"operation\": \"plain\"}",
                        "taskToken"),
                registering("no service", "{\"taskToken\": \"" + TOKEN + "\", \"operation\": \"plain\"}", "service"),
                registering(
                        "unknown service",
                        "{\"taskToken\": \"" + TOKEN + "\", \"service\": \"nobody\", \"operation\": \"plain\"}",
                        "service"),
                registering("no operation", "{\"taskToken\": \"" + TOKEN + "\", \"service\": \"orders\"}", "operation"),
                registering(
                        "unknown operation",
                        "{\"taskToken\": \"" + TOKEN + "\", \"service\": \"orders\", \"operation\": \"nothing\"}",
                        "operation"));
    }

    private static Stream<Bad> fields() {
        return Stream.of(
                registering("empty key", registration("\"correlationKey\": \"\""), "correlationKey"),
                registering(
                        "a key that is too long",
                        registration("\"correlationKey\": \"" + "k".repeat(257) + "\""),
                        "correlationKey"),
                registering("a key that is a number", registration("\"correlationKey\": 42"), "correlationKey"),
                registering("an invalid time", registration("\"stateEnteredTime\": \"now\""), "stateEnteredTime"),
                registering(
                        "a time before Step Functions",
                        registration("\"stateEnteredTime\": \"2015-12-31T23:59:59Z\""),
                        "stateEnteredTime"),
                registering(
                        "a future time",
                        registration("\"stateEnteredTime\": \"2286-01-01T00:00:00Z\""),
                        "stateEnteredTime"),
                registering(
                        "the latest possible time",
                        registration("\"stateEnteredTime\": \"+1000000000-01-01T00:00:00Z\""),
                        "stateEnteredTime"),
                registering(
                        "more redrives than a history can have",
                        registration("\"redriveCount\": 25001"),
                        "redriveCount"),
                registering(
                        "more retries than a history can have", registration("\"retryCount\": 25001"), "retryCount"),
                registering("a negative count", registration("\"retryCount\": -1"), "retryCount"),
                registering("a count in quotes", registration("\"retryCount\": \"1\""), "retryCount"),
                registering("a fractional count", registration("\"redriveCount\": 1.5"), "redriveCount"),
                registering("a count out of range", registration("\"redriveCount\": 1000000"), "redriveCount"),
                registering(
                        "a heartbeat interval of zero", registration("\"heartbeatSeconds\": 0"), "heartbeatSeconds"),
                registering(
                        "a heartbeat interval that is too long",
                        registration("\"heartbeatSeconds\": 31536001"),
                        "heartbeatSeconds"),
                registering("a negative time-out", registration("\"timeoutSeconds\": -5"), "timeoutSeconds"),
                registering(
                        "a time-out that exceeds a long",
                        registration("\"timeoutSeconds\": 99999999999999999999"),
                        "timeoutSeconds"),
                registering(
                        "a state name that is too long",
                        registration("\"stateName\": \"" + "s".repeat(81) + "\""),
                        "stateName"),
                registering(
                        "an ARN that is too long",
                        registration("\"executionArn\": \"" + "a".repeat(257) + "\""),
                        "executionArn"),
                registering(
                        "an input that its shape cannot read",
                        "{\"taskToken\": \"" + TOKEN
                                + "\", \"service\": \"orders\", \"operation\": \"approve\", \"input\": {\"p\": \""
                                + PAYLOAD + "\"}}",
                        "input"));
    }

    private static Bad media(String name, UnaryOperator<RequestSpecification> sending) {
        return new Bad(
                name,
                () -> sending.apply(workflow())
                        .body(registration("\"retryCount\": 0"))
                        .post(REGISTER),
                415,
                "unsupported-media-type",
                "");
    }

    private static Stream<Bad> media() {
        return Stream.of(
                media("text", with -> with.contentType("text/plain")),
                media("a form", with -> with.contentType("application/x-www-form-urlencoded")),
                media("XML", with -> with.contentType("application/xml")),
                media("JSON with a text media type", with -> with.contentType("text/json")),
                media("gzip", with -> with.header("Content-Encoding", "gzip")),
                media("an explicit identity encoding", with -> with.header("Content-Encoding", "identity")),
                new Bad(
                        "above the limit",
                        () -> workflow()
                                .body(registration("\"correlationKey\": \"" + "k".repeat(1_048_576) + "\""))
                                .post(REGISTER),
                        413,
                        "payload-too-large",
                        ""),
                new Bad(
                        "above the limit and malformed: the size is checked first",
                        () -> workflow().body(TOKEN + "{".repeat(1_048_577)).post(REGISTER),
                        413,
                        "payload-too-large",
                        ""));
    }

    private static Bad answering(String name, String call, String body, String field) {
        return new Bad(
                name,
                () -> worker().body(body).post("/v1/correlations/orders/plain/bad-input/" + call),
                400,
                "invalid-request",
                field);
    }

    private static Stream<Bad> answers() {
        return Stream.of(
                answering("an empty success", "success", "", ""),
                answering("a malformed success", "success", "{\"a\": " + PAYLOAD, ""),
                answering("an empty failure", "failure", "", ""),
                answering("a failure that is a string", "failure", "\"" + PAYLOAD + "\"", ""),
                answering("a failure without an error name", "failure", "{\"cause\": \"" + PAYLOAD + "\"}", "error"),
                answering("a failure whose error name is a number", "failure", "{\"error\": 5}", "error"),
                answering(
                        "a failure with an unknown field",
                        "failure",
                        "{\"error\": \"E\", \"result\": \"" + PAYLOAD + "\"}",
                        "result"),
                answering("a malformed heartbeat", "heartbeat", "{", ""),
                answering(
                        "a heartbeat whose progress is too large",
                        "heartbeat",
                        "{\"progress\": \"" + PAYLOAD.repeat(500) + "\"}",
                        "progress"),
                answering("a heartbeat with an unknown field", "heartbeat", "{\"step\": \"" + PAYLOAD + "\"}", "step"));
    }

    private static Stream<Bad> elsewhere() {
        return Stream.of(
                new Bad("unknown path", () -> workflow().body("{}").post("/v1/nothing"), 404, "not-found", ""),
                new Bad("Method not allowed", () -> workflow().body("{}").put(REGISTER), 405, "method-not-allowed", ""),
                new Bad(
                        "a cancellation with an unknown field",
                        () -> {
                            String id = json(worker().body("1")
                                            .post("/v1/correlations/orders/plain/bad-input-standing/success"))
                                    .path("callbackId")
                                    .asText();
                            return operator()
                                    .body("{\"why\": \"" + PAYLOAD + "\"}")
                                    .post("/v1/callbacks/" + id + "/cancel");
                        },
                        400,
                        "invalid-request",
                        "why"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badInputIsAProblemAndLeavesNothing(Bad bad) {
        // Given
        worker().body("1").post("/v1/correlations/orders/plain/bad-input-standing/success");
        long before = records();
        try (LogTrap log = LogTrap.open()) {
            // When
            Response response = bad.call().get();

            // Then
            JsonNode problem = problem(response, bad.status(), bad.slug());
            if (!bad.field().isEmpty()) {
                assertThat(problem.at("/violations/0/field").asText()).isEqualTo(bad.field());
                assertThat(problem.at("/violations/0/message").asText()).isNotBlank();
            }
            assertThat(records()).isEqualTo(before);
            assertThat(response.asString()).doesNotContain(TOKEN).doesNotContain(PAYLOAD);
            assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN) || line.contains(PAYLOAD));
        }
    }
}
