package io.taskgate.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import io.taskgate.GatewayTest;
import io.taskgate.testing.gateway.RawHttpRequest;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Tests that callers cannot create unlimited tag values of `http.server.requests` (finding 21).
@QuarkusTest
class UriTagCustomizerTest extends GatewayTest {

    private static Set<String> uris() {
        return Metrics.globalRegistry.find("http.server.requests").meters().stream()
                .map(Meter::getId)
                .map(id -> String.valueOf(id.getTag("uri")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void madeUpPathsLeaveNoTags() throws IOException {
        for (int i = 0; i < 130; i++) {
            RawHttpRequest.exchange(
                    "GET /v1/callbacks/%%" + i + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            RawHttpRequest.exchange("GET /made-up/" + i + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        }

        operator().get("/v1/stray-events");

        await().untilAsserted(() -> assertThat(uris()).contains("/v1/stray-events"));
        assertThat(uris()).noneMatch(uri -> uri.contains("%") || uri.contains("made-up"));
    }

    @Test
    void anUnauthenticatedRequestCountsForItsTemplate() {
        nobody().get("/v1/callbacks/cb-1");

        await().untilAsserted(() -> assertThat(Metrics.globalRegistry
                        .find("http.server.requests")
                        .tag("uri", "/v1/callbacks/{id}")
                        .tag("status", "401")
                        .meters())
                .isNotEmpty());
    }
}
