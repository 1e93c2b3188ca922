package io.taskgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.taskgate.deploy.DocumentedMetrics;
import io.taskgate.standin.fault.Fault;
import io.taskgate.testing.gateway.EventFixture;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Checks the table of metrics in `docs/operations.md` against the metrics that the gateway serves after a
/// callback in each way.
@QuarkusTest
class MetricsTest extends GatewayTest {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(taskgate_\\w+)(?:\\{([^}]*)})? ");

    /// Metrics that exist only after calls, probes and batches, which this test does not make.
    private static final Pattern ELSEWHERE = Pattern.compile("taskgate_(calls|probes|batch|batches)(_.*)?");

    private static final Pattern TAG = Pattern.compile("(\\w+)=\"");

    /// A tag of a histogram bucket, which taskgate does not define.
    private static final String BUCKET = "le";

    private final DocumentedMetrics documented = new DocumentedMetrics();

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private String served() {
        return RestAssured.given()
                .accept("text/plain")
                .get(management.resolve("/q/metrics"))
                .asString();
    }

    private void work() {
        Task task = task("approve");
        faults(Fault.of("UpdateItem", Fault.Kind.THROTTLE, 1));
        assertThat(nobody().body("{\"approved\": true, \"by\": \"me\", \"remark\": \"\", \"more\": \"dropped\"}")
                        .post(task.success())
                        .statusCode())
                .isIn(200, 202);
        awaitState(task.id(), "DELIVERED");
        new EventFixture()
                .put(
                        "Callback Heartbeat",
                        "{\"service\": \"orders\", \"operation\": \"plain\", \"correlationKey\": \""
                                + task("plain").key() + "\"}");
    }

    @Test
    void whatIsDocumentedIsServedAndNothingElse() {
        work();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(samples().keySet()).containsAll(workOf(documented.names())));
        assertThat(documented.names()).containsAll(samples().keySet());
        assertThat(samples()).allSatisfy((metric, tags) -> assertThat(tags).isEqualTo(documented.tagsOf(metric)));
    }

    private static List<String> workOf(Set<String> names) {
        return names.stream().filter(name -> !ELSEWHERE.matcher(name).matches()).toList();
    }

    /// Returns the tags of each served metric; a metric without documentation has its own name.
    private Map<String, Set<String>> samples() {
        Map<String, Set<String>> samples = new TreeMap<>();
        SAMPLE.matcher(served()).results().forEach(sample -> {
            Set<String> tags = samples.computeIfAbsent(
                    documented.metricOf(sample.group(1)).orElse(sample.group(1)), _ -> new TreeSet<>());
            if (sample.group(2) != null) {
                TAG.matcher(sample.group(2)).results().map(tag -> tag.group(1)).forEach(tags::add);
            }
            tags.remove(BUCKET);
        });
        return samples;
    }

    /// The framework's metric that the alerts on API requests use.
    @Test
    void theApisRequestsAreServedByStatus() {
        assertThat(nobody().get("/v1/callbacks").statusCode()).isEqualTo(401);

        assertThat(served())
                .containsPattern("(?m)^http_server_requests_seconds_count\\{[^}]*status=\"401\"[^}]*} [1-9]");
    }
}
