package io.taskgate.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.taskgate.GatewayTest;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.RawHttpRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests invalid headers and parameters, each of which must lead to a problem document (finding 20).
@QuarkusTest
class HostileHeadTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "///",
                "application",
                "a/b/c",
                "application/json;q=x",
                "*/json",
                "text/html",
                "application/json;q=0",
                "text/html, image/*;q=0.3",
                "\"",
                "application/json;a=\"b"
            })
    void anAcceptThatCannotBeMetIs406BeforeAnythingIsDone(String accept) throws IOException {
        Task task = task("plain");

        String answer = RawHttpRequest.post(
                "/v1/correlations/orders/plain/" + task.key() + "/success", "Accept: " + accept + "\r\n", "1");

        assertThat(answer).startsWith("HTTP/1.1 406").contains("application/problem+json", ":not-acceptable");
        assertThat(record(task.id()).path("state").asText()).isEqualTo("PENDING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/*",
                "application/json",
                "text/html, */*;q=0.1",
                "Application/JSON; q=0.5",
                "application/problem+json, application/json;charset=\"utf-8\"",
                "application/json;",
                ",",
                ""
            })
    void anAcceptOfJsonIsMet(String accept) throws IOException {
        Task task = task("plain");

        String answer = RawHttpRequest.post(
                "/v1/correlations/orders/plain/" + task.key() + "/success", "Accept: " + accept + "\r\n", "1");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("application/json");
    }

    @Test
    void aContentTypeThatIsNoneIs415() throws IOException {
        String answer =
                RawHttpRequest.exchange("POST /v1/callbacks HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: dev-workflow\r\n"
                        + "Content-Type: ///\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 415").contains(":unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P106751991167300D",
                "PT9223372036854775807S",
                "-PT9223372036854775807S",
                "PT-9223372036854775807S",
                "+1000000000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "P1000000D"
            })
    void anOlderThanOutOfRangeNamesItsField(String olderThan) {
        try (LogTrap log = LogTrap.open()) {
            Response response = operator().queryParam("olderThan", olderThan).get("/v1/callbacks");

            assertThat(problem(response, 400, "invalid-request")
                            .at("/violations/0/field")
                            .asText())
                    .isEqualTo("olderThan");
            assertThat(log.lines()).noneMatch(line -> line.contains("Exception"));
        }
    }
}
