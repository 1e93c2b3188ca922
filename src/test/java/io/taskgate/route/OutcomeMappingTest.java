package io.taskgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.ValueExpression;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeMappingTest {

    private static final OutcomeMapping READING = new OutcomeMapping(
            ValueExpression.compile("$.status"),
            Map.of(
                    "DONE", OutcomeMapping.Outcome.SUCCESS,
                    "LOST", OutcomeMapping.Outcome.FAILURE,
                    "BUSY", OutcomeMapping.Outcome.HEARTBEAT,
                    "SEEN", OutcomeMapping.Outcome.IGNORE),
            ValueExpression.compile("$.error"),
            ValueExpression.compile("$.why"),
            ValueExpression.compile("$.result"),
            ValueExpression.compile("$.percent"));

    private static WorkStatus read(String json) {
        return READING.statusOf(tree(json));
    }

    private static JsonNode tree(String json) {
        return Json.parseTrusted(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theServicesWordIsLookedUp() {
        assertThat(read("{\"status\": \"DONE\", \"result\": {\"a\": 1}}"))
                .isEqualTo(new WorkStatus.Succeeded(tree("{\"a\": 1}")));
        assertThat(read("{\"status\": \"LOST\", \"error\": \"Gone\", \"why\": \"rain\"}"))
                .isEqualTo(new WorkStatus.Failed("Gone", "rain"));
        assertThat(read("{\"status\": \"BUSY\", \"percent\": 3}")).isEqualTo(new WorkStatus.InProgress(tree("3")));
        assertThat(read("{\"status\": \"SEEN\"}")).isEqualTo(new WorkStatus.Ignored());
    }

    @Test
    void taskgatesOwnWordsNeedNoTable() {
        assertThat(read("{\"status\": \"heartbeat\"}")).isEqualTo(new WorkStatus.InProgress(null));
        assertThat(read("{\"status\": \"success\", \"result\": null}"))
                .isEqualTo(new WorkStatus.Succeeded(tree("null")));
    }

    @Test
    void aFailureWithoutItsErrorIsNamedByTheServicesWord() {
        assertThat(read("{\"status\": \"LOST\"}")).isEqualTo(new WorkStatus.Failed("LOST", null));
        assertThat(read("{\"status\": \"LOST\", \"error\": \" \"}")).isEqualTo(new WorkStatus.Failed("LOST", null));
    }

    @Test
    void aWordThatIsNotKnownIsNotGuessedAt() {
        assertThat(read("{\"status\": \"secret-word\"}"))
                .isInstanceOfSatisfying(
                        WorkStatus.Unparsable.class,
                        not -> assertThat(not.reason()).startsWith("outcome").doesNotContain("secret-word"));
    }

    @Test
    void whatIsNeededAndMissingIsNamed() {
        assertThat(read("{}"))
                .isInstanceOfSatisfying(
                        WorkStatus.Unparsable.class,
                        not -> assertThat(not.reason()).contains("outcome", "$.status"));
        assertThat(read("{\"status\": \"DONE\"}"))
                .isInstanceOfSatisfying(
                        WorkStatus.Unparsable.class,
                        not -> assertThat(not.reason()).contains("result", "$.result"));
    }
}
