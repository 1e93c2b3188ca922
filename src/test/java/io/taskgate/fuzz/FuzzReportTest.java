package io.taskgate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.fuzz.FuzzReport.Finding;
import io.taskgate.fuzz.wire.RawReply;
import io.taskgate.fuzz.wire.RawRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the findings of the API fuzzer: each kind once, in constructed responses.
class FuzzReportTest {

    private static final FuzzPlan PLAN = FuzzPlan.of(1_000, 1);
    private static final RawRequest GET = RawRequest.of("getCallback", "GET", "/v1/callbacks/cb_1", "key", null);
    private static final RawRequest POST = RawRequest.of("succeed", "POST", "/v1/callbacks/cb_1/success", "", "[1]");

    private final OpenApiDocument document = read();
    private final FuzzReport report = new FuzzReport(PLAN, document);

    FuzzReportTest() {
        // each operation has enough successes
        document.operations()
                .values()
                .forEach(operation -> report.count(
                        RawRequest.of(operation.id(), operation.method(), "/", "", null), answered(200, "")));
        KillRequests.NAMES.forEach(name -> report.count(GET.named(name), answered(404, "")));
    }

    private static OpenApiDocument read() {
        try {
            return OpenApiDocument.read(OpenApiDocument.FILE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RawReply answered(int status, String type) {
        byte[] body = "{\"seen\": 1}".getBytes(StandardCharsets.UTF_8);
        return new RawReply.Answered(status, Map.of("content-type", type), body, 1);
    }

    private List<String> found() {
        return report.findings().stream().map(Finding::what).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 400, 401, 404, 409, 422, 429, 503})
    void anAnswerOfTheContractIsNone(int status) {
        report.count(POST, answered(status, "application/problem+json"));

        assertThat(found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void aServersErrorIsOne(int status) {
        report.count(POST, answered(status, "application/problem+json"));

        assertThat(found()).containsExactly("succeed: " + status);
    }

    @Test
    void a507ThatTheDocumentDoesNotNameIsOne() {
        report.count(GET, answered(507, "application/problem+json"));

        assertThat(found()).containsExactly("getCallback: 507 is not in the contract");
    }

    @Test
    void a503WithoutAProblemDocumentIsOne() {
        report.count(POST, answered(503, "text/plain"));

        assertThat(found()).hasSize(1);
    }

    @Test
    void aHangIsOne() {
        report.count(POST, new RawReply.Hung(30_000));

        assertThat(found()).containsExactly("succeed: no response within 30 s");
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsOneWhereAnAnswerIsDue() {
        report.count(GET.broken(), new RawReply.Closed("reset", 1));
        assertThat(found()).isEmpty();

        report.count(GET, new RawReply.Closed("reset", 1));
        assertThat(found()).containsExactly("getCallback: connection closed without a response");
    }

    @Test
    void anOperationThatDidNotSucceedOftenEnoughIsOne() {
        FuzzReport empty = new FuzzReport(PLAN, document);

        assertThat(empty.findings())
                .filteredOn(finding -> finding.what().contains("fewer than"))
                .hasSameSizeAs(document.operations().keySet());
    }

    @Test
    void aRequestOfTheReviewThatWasNotSentIsOne() {
        FuzzReport empty = new FuzzReport(PLAN, document);

        assertThat(empty.findings())
                .filteredOn(finding -> finding.what().endsWith("not sent"))
                .hasSameSizeAs(KillRequests.NAMES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_000, 100_000})
    void eachRequestOfTheReviewIsPlanned(int requests) {
        FuzzPlan plan = FuzzPlan.of(requests, 1);
        KillRequests kills = new KillRequests(plan);
        Set<String> names = new TreeSet<>();
        for (int lane = 0; lane < plan.lanes(); lane++) {
            for (int number = 0; number < plan.requestsOf(lane); number++) {
                if (plan.isKill(lane, number)) {
                    Random random = plan.random(lane, number);
                    names.add(kills.of(lane + number / plan.lanes(), new LaneState(), random, "key")
                            .name());
                }
            }
        }

        assertThat(names).containsExactlyInAnyOrderElementsOf(KillRequests.NAMES);
    }

    @Test
    void theShortestRequestIsShown() throws IOException {
        byte[] longer = new byte[1_000];
        Arrays.fill(longer, (byte) ' ');
        report.count(POST.body(longer), answered(500, ""));
        report.count(POST, answered(500, ""));
        report.count(POST.body(longer), answered(500, ""));

        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.request()).isEqualTo(POST));
        assertThat(report.write())
                .contains("curl -i --path-as-is -X 'POST'", "--data-binary '[1]'", "{\"seen\": 1}")
                .contains("1 findings");
    }
}
