package io.taskgate.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.ValueExpression;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final Reading READING = new Reading(
            ValueExpression.compile("$.status"),
            Map.of(
                    "DONE", Reading.Outcome.SUCCESS,
                    "LOST", Reading.Outcome.FAILURE,
                    "BUSY", Reading.Outcome.HEARTBEAT,
                    "SEEN", Reading.Outcome.IGNORE),
            ValueExpression.compile("$.error"),
            ValueExpression.compile("$.why"),
            ValueExpression.compile("$.result"),
            ValueExpression.compile("$.percent"));

    private static Verdict read(String json) {
        return READING.read(tree(json));
    }

    private static JsonNode tree(String json) {
        return Json.trusted(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theServicesWordIsLookedUp() {
        assertThat(read("{\"status\": \"DONE\", \"result\": {\"a\": 1}}"))
                .isEqualTo(new Verdict.Succeeded(tree("{\"a\": 1}")));
        assertThat(read("{\"status\": \"LOST\", \"error\": \"Gone\", \"why\": \"rain\"}"))
                .isEqualTo(new Verdict.Failed("Gone", "rain"));
        assertThat(read("{\"status\": \"BUSY\", \"percent\": 3}")).isEqualTo(new Verdict.Alive(tree("3")));
        assertThat(read("{\"status\": \"SEEN\"}")).isEqualTo(new Verdict.Ignored());
    }

    @Test
    void taskgatesOwnWordsNeedNoTable() {
        assertThat(read("{\"status\": \"heartbeat\"}")).isEqualTo(new Verdict.Alive(null));
        assertThat(read("{\"status\": \"success\", \"result\": null}")).isEqualTo(new Verdict.Succeeded(tree("null")));
    }

    @Test
    void aFailureWithoutItsErrorIsNamedByTheServicesWord() {
        assertThat(read("{\"status\": \"LOST\"}")).isEqualTo(new Verdict.Failed("LOST", null));
        assertThat(read("{\"status\": \"LOST\", \"error\": \" \"}")).isEqualTo(new Verdict.Failed("LOST", null));
    }

    @Test
    void aWordThatIsNotKnownIsNotGuessedAt() {
        assertThat(read("{\"status\": \"secret-word\"}"))
                .isInstanceOfSatisfying(
                        Verdict.Unreadable.class,
                        not -> assertThat(not.reason()).startsWith("outcome").doesNotContain("secret-word"));
    }

    @Test
    void whatIsNeededAndMissingIsNamed() {
        assertThat(read("{}"))
                .isInstanceOfSatisfying(
                        Verdict.Unreadable.class,
                        not -> assertThat(not.reason()).contains("outcome", "$.status"));
        assertThat(read("{\"status\": \"DONE\"}"))
                .isInstanceOfSatisfying(
                        Verdict.Unreadable.class,
                        not -> assertThat(not.reason()).contains("result", "$.result"));
    }
}
