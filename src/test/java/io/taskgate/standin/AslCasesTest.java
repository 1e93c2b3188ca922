package io.taskgate.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Answers recorded from the real Step Functions: a state machine is either refused at its creation, or ends as it
/// did there.
class AslCasesTest {

    private static final Path CASES = Path.of("..", "shared", "conformance", "asl-cases.json");
    private static final int CASES_RUN_AT_LEAST = 19;

    private final ManualTimers timers = new ManualTimers();
    private final States states = new States(timers, new Truth(), _ -> Json.object(), _ -> {});

    @Test
    void whatIsAcceptedEndsAsRecorded() throws IOException {
        assumeTrue(Files.exists(CASES), () -> CASES + " is not here");
        SortedMap<String, String> expected = new TreeMap<>();
        SortedMap<String, String> actual = new TreeMap<>();
        for (JsonNode each : Json.parsed(Files.readString(CASES))) {
            String id = each.path("id").asText();
            try {
                String arn = states.create(id, each.path("definition").toString(), "role")
                        .arn();
                actual.put(id, ending(states.start(arn, id, each.path("input").toString())));
                expected.put(id, recorded(each));
            } catch (AwsError refused) {
                assertThat(refused.type()).isEqualTo("InvalidDefinition");
            }
        }
        assertThat(actual).hasSizeGreaterThanOrEqualTo(CASES_RUN_AT_LEAST).isEqualTo(expected);
    }

    private String ending(Execution execution) {
        await().until(() -> {
            timers.advance(Duration.ofDays(1));
            return execution.status() != Execution.Status.RUNNING;
        });
        ObjectNode ending = execution.ending();
        return ending.has("output")
                ? canonical(Json.parsed(ending.get("output").asText()))
                : "failure " + ending.path("error").asText();
    }

    private static String recorded(JsonNode each) {
        return each.has("failure")
                ? "failure " + each.path("failure").path("error").asText()
                : canonical(each.path("output"));
    }

    /// Without the order of fields, and with texts that hold JSON decoded, as the recorder did.
    private static String canonical(JsonNode node) {
        if (node.isTextual() && node.asText().startsWith("{")) {
            return Json.parse(node.asText()).map(AslCasesTest::canonical).orElseGet(node::toString);
        }
        if (node instanceof ObjectNode object) {
            SortedMap<String, String> fields = new TreeMap<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                fields.put(field.getKey(), canonical(field.getValue()));
            }
            return fields.toString();
        }
        return node.isArray()
                ? node.valueStream().map(AslCasesTest::canonical).toList().toString()
                : node.toString();
    }
}
