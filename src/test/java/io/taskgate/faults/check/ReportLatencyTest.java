package io.taskgate.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests the latency from the acknowledgement of an answer to Step Functions with hand-written logs.
class ReportLatencyTest {

    private static final String APPLIED = """
            {"applied": "SendTaskSuccess", "executionArn": "arn:1", "tokenSha256": "t2", "output": "1",
             "at": "2026-11-25T10:00:09Z"}""";

    private static Evidence evidence(String... clients) {
        return new Evidence(ScenarioTrace.all(parsed(clients), parsed(APPLIED), Map.of()), List.of(), Set.of());
    }

    private static List<JsonNode> parsed(String... lines) {
        return Arrays.stream(lines).map(ParticipantLog::parse).toList();
    }

    private static String started() {
        return "{\"key\": \"k\", \"action\": \"start\", \"executionArn\": \"arn:1\", \"at\": \"2026-11-25T10:00:00Z\"}";
    }

    private static String registered(String token, int status, int second) {
        return "{\"key\": \"k\", \"action\": \"register\", \"tokenSha256\": \"%s\", \"status\": %d, \"at\": \"2026-11-25T10:00:%02dZ\"}"
                .formatted(token, status, second);
    }

    private static String answered(int status, int second) {
        return "{\"key\": \"k\", \"action\": \"answer\", \"answer\": \"1\", \"status\": %d, \"at\": \"2026-11-25T10:00:%02dZ\"}"
                .formatted(status, second);
    }

    @Test
    void itBeginsWithTheAcknowledgementNotWithTheFirstTry() {
        Evidence evidence = evidence(started(), registered("t2", 202, 1), answered(503, 2), answered(200, 6));

        assertThat(evidence.latencies()).containsExactly(7_000);
        assertThat(evidence.reportLatencies()).containsExactly(3_000);
    }

    @Test
    void anEarlyAnswerWaitsForTheRegistrationOfTheTokenThatGetsIt() {
        Evidence evidence = evidence(
                started(),
                registered("t1", 202, 1),
                answered(200, 2),
                registered("t2", 503, 5),
                registered("t2", 202, 7));

        assertThat(evidence.latencies()).containsExactly(7_000);
        assertThat(evidence.reportLatencies()).containsExactly(2_000);
    }

    @Test
    void itIsZeroWhereStepFunctionsHadItBeforeTheAcknowledgement() {
        assertThat(evidence(started(), registered("t2", 202, 1), answered(200, 10))
                        .reportLatencies())
                .containsExactly(0);
    }
}
