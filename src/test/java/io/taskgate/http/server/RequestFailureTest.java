package io.taskgate.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.LogTrap;
import io.taskgate.testing.gateway.RawHttpRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Tests requests that fail outside of their resource; found by the API fuzzer (`docs/fuzzing.md`).
@QuarkusTest
class RequestFailureTest extends GatewayTest {

    private static final String SIGNATURE = "v1.test.1.1796133191.orders~plain.canary-signature";

    @Test
    void aRequestWithoutHostIsRefusedAndItsSignatureIsNotLogged() throws IOException {
        try (LogTrap log = LogTrap.open()) {
            String answer = RawHttpRequest.exchange(
                    "POST /v1/callbacks/cb_1/success?signature=" + SIGNATURE
                            + " HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", ":invalid-request");
            assertThat(log.lines()).noneMatch(line -> line.contains("signature"));
        }
    }

    /// Resources are selected by the normalized path, so the checks before them use the normalized path as
    /// well.
    @Test
    void aPathThatBeginsWithTwoSlashesIsCheckedLikeAnother() throws IOException {
        String key = fresh("order");
        String path = "/v1/correlations/orders/plain/" + key + "/success";

        String answer = RawHttpRequest.post("/" + path, "Accept: \u00ff\r\n", "{}");

        assertThat(answer).startsWith("HTTP/1.1 406").containsIgnoringCase("Cache-Control: no-store");
        assertThat(RawHttpRequest.post(path, "", "{\"another\": true}")).startsWith("HTTP/1.1 202");
    }

    @Test
    void aBodyThatDoesNotEndLeavesNoErrorInTheLog() throws IOException {
        Logger own = Logger.getLogger("io.taskgate.http");
        Level before = own.getLevel();
        own.setLevel(Level.FINE);
        try (LogTrap log = LogTrap.open();
                Socket slow = RawHttpRequest.open()) {
            slow.getOutputStream()
                    .write(
                            ("POST /v1/correlations/orders/plain/slow/success HTTP/1.1\r\nHost: a\r\nX-Api-Key: a-worker\r\n"
                                            + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
                                    .getBytes(ISO_8859_1));
            assertThat(RawHttpRequest.rest(slow)).startsWith("HTTP/1.1 408");

            await().atMost(SOON)
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("/v1/correlations/{service}/{operation}/{key}/success")));
            assertThat(log.lines()).noneMatch(line -> line.contains("HTTP Request to") || line.contains("at io.vertx"));
        } finally {
            own.setLevel(before);
        }
    }
}
