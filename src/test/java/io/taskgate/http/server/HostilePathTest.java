package io.taskgate.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.RawHttpRequest;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests paths that other servers interpret differently (findings 13 and 24), and keys in all kinds of
/// requests.
@QuarkusTest
class HostilePathTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1;a/correlations/orders/plain/p/heartbeat",
                "/v1/correlations/orders/plain/p;b=c/heartbeat",
                "/v1/correlations/orders/plain/p/heartbeat;",
                "/;/v1/correlations/orders/plain/p/heartbeat"
            })
    void aMatrixParameterIsRefusedBeforeAnythingElse(String path) throws IOException {
        assertRefused(RawHttpRequest.post(path, "", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%ff",
                "a%c3",
                "%c0%af",
                "%ed%a0%80",
                "%f4%90%80%80",
                "a%00b",
                "a%0d%0ab",
                "a%7fb",
                "a%e2%80%ae",
                "%ef%bb%bfa",
                "%e2%80%a8",
                "..",
                "%2e%2e",
                ".%2e",
                ".",
                "%2e"
            })
    void aPathThatIsNoVisibleTextIsRefused(String key) throws IOException {
        long before = records();

        assertRefused(RawHttpRequest.post("/v1/correlations/orders/plain/" + key + "/heartbeat", "", "{}"));
        assertRefused(RawHttpRequest.post("/v1/correlations/orders/plain/" + key + "/success", "", "1"));

        assertThat(records()).isEqualTo(before);
    }

    /// Rejected by Vert.x itself, without a problem document.
    @ParameterizedTest
    @ValueSource(strings = {"a%", "a%zz", "a%4"})
    void aPathThatIsNotPercentEncodedIsRefused(String key) throws IOException {
        assertThat(RawHttpRequest.post("/v1/correlations/orders/plain/" + key + "/heartbeat", "", "{}"))
                .startsWith("HTTP/1.1 400");
    }

    private static void assertRefused(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "urn:taskgate:problem:invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a\\u0000b", "a\\r\\nb", "a\\u202eb", "a\\u200bb", "\\ufeffa"})
    void aKeyThatCannotStandInAPathIsRefusedInBodiesToo(String key) {
        long before = records();

        Response registration = workflow()
                .body("{\"taskToken\": \"t\", \"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \""
                        + key + "\"}")
                .post("/v1/callbacks");
        Response event = worker().body(
                        "{\"id\": \"1\", \"source\": \"s\", \"detail-type\": \"Callback Succeeded\", \"detail\":"
                                + "{\"service\": \"orders\", \"operation\": \"plain\", \"result\": 1, \"correlationKey\": \""
                                + key + "\"}}")
                .post("/v1/events");

        assertThat(problem(registration, 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("correlationKey");
        assertThat(problem(event, 400, "invalid-request")
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("detail.correlationKey");
        assertThat(records()).isEqualTo(before);
    }
}
