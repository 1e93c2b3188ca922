package io.taskgate.standin.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.integration.TaskResource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mock files: what is refused, and which answer wins.
class MockFileTest {

    private static final TaskResource CRAWL =
            TaskResource.of("arn:aws:states:::aws-sdk:glue:startCrawler").orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | not a JSON object",
                "{\"state\": {}} | \"state\" is unknown. Use machines, states and resources.",
                "{\"states\": []} | states must be an object.",
                "{\"states\": {\"Pay\": {}}} | states.Pay: an answer is an object with result",
                "{\"states\": {\"Pay\": []}} | states.Pay: an answer is an object with result",
                "{\"states\": {\"Pay\": {\"return\": 1}}} | states.Pay: \"return\" is unknown",
                "{\"states\": {\"Pay\": {\"result\": 1, \"error\": \"E\"}}} | exactly one of result, submitted and error",
                "{\"states\": {\"Pay\": {\"cause\": \"c\"}}} | cause belongs to error",
                "{\"states\": {\"Pay\": {\"error\": 5}}} | error and cause are texts",
                "{\"machines\": {\"m\": {\"Pay\": [{\"result\": 1}, 2]}}} | machines.m.Pay[1]: an answer is an object"
            })
    void refusesWhatIsNoMockFile(String file, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MockFile.parse(file))
                .withMessageStartingWith("Invalid mock file: ")
                .withMessageContaining(said);
    }

    @Test
    void theMoreSpecificKeyWins() {
        MockFile file = MockFile.parse("""
                {"machines": {"m": {"S": {"result": "machine and state"}}},
                 "states": {"S": {"result": "state"}},
                 "resources": {"arn:aws:states:::aws-sdk:glue:startCrawler": {"result": "ARN"},
                   "aws-sdk:glue:getCrawler": {"result": "resource"}, "aws-sdk:glue:*": {"result": "service"}}}""");

        assertThat(answer(file, "m", "S", CRAWL)).isEqualTo("machine and state");
        assertThat(answer(file, "m/label", "S", CRAWL)).isEqualTo("machine and state");
        assertThat(answer(file, "other", "S", CRAWL)).isEqualTo("state");
        assertThat(answer(file, "m", "T", CRAWL)).isEqualTo("ARN");
        assertThat(answer(file, "m", "T", resource("aws-sdk:glue:getCrawler"))).isEqualTo("resource");
        assertThat(answer(file, "m", "T", resource("aws-sdk:glue:getJobRun"))).isEqualTo("service");
        assertThat(file.find("m", "T", resource("sns:publish"))).isEmpty();
    }

    @Test
    void theLastAnswerRepeats() {
        MockFile.Entry entry = MockFile.parse(
                        "{\"states\": {\"S\": [{\"error\": \"E\"}, {\"submitted\": {}}, {\"result\": null}]}}")
                .find("m", "S", CRAWL)
                .orElseThrow();

        assertThat(entry.answer(0)).isEqualTo(new MockAnswer.Failure("E", Optional.empty()));
        assertThat(entry.answer(1)).isEqualTo(new MockAnswer.Submitted(StatesJson.object()));
        assertThat(entry.answer(2)).isEqualTo(entry.answer(7)).isInstanceOf(MockAnswer.Result.class);
    }

    private static TaskResource resource(String name) {
        return TaskResource.of("arn:aws:states:::" + name).orElseThrow();
    }

    private static String answer(MockFile file, String machine, String state, TaskResource resource) {
        return file.find(machine, state, resource).orElseThrow().answer(0) instanceof MockAnswer.Result(JsonNode result)
                ? result.asText()
                : "";
    }
}
