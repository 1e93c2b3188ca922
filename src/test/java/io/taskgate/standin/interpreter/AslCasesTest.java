package io.taskgate.standin.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.ManualTimers;
import io.taskgate.standin.definition.StatesJson;
import io.taskgate.standin.fault.AwsError;
import io.taskgate.standin.fault.CallLog;
import io.taskgate.standin.stepfunctions.Execution;
import io.taskgate.standin.stepfunctions.StandInStepFunctions;
import io.taskgate.testing.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Checks the interpreter against results recorded from the real Step Functions: the same state machines end
/// the same way.
class AslCasesTest {

    private static final Pattern EXCEPTION = Pattern.compile("(?m)^\\| (asl-\\d{3}) \\| \\S.*\\|$");

    private final ManualTimers timers = new ManualTimers();
    private final StandInStepFunctions states =
            new StandInStepFunctions(timers, new CallLog(), _ -> StatesJson.object(), _ -> {});

    /// Cases that can't agree are listed in `docs/conformance.md` with their reasons, and only there.
    @Test
    void everyCaseEndsAsRecordedButThoseInTheDocument() throws IOException {
        Path file = Recordings.of("asl-cases.json");
        SortedMap<String, String> differing = new TreeMap<>();
        JsonNode cases = StatesJson.parsed(Files.readString(file));
        for (JsonNode each : cases) {
            String id = each.path("id").asText();
            String recorded = recorded(each);
            String actual = actual(id, each);
            if (!actual.equals(recorded)) {
                differing.put(id, "recorded " + recorded + " but was " + actual);
            }
        }
        Logger.getLogger(AslCasesTest.class.getName())
                .info(() -> "Step Functions' recorded cases: " + (cases.size() - differing.size()) + " of "
                        + cases.size() + " agree");
        Set<String> documented = EXCEPTION
                .matcher(Files.readString(Path.of("docs", "conformance.md")))
                .results()
                .map(exception -> exception.group(1))
                .collect(Collectors.toSet());
        assertThat(differing.keySet())
                .as(() -> String.join("\n", differing.values()))
                .containsExactlyInAnyOrderElementsOf(documented);
    }

    private String actual(String id, JsonNode each) {
        try {
            String arn = states.create(id, each.path("definition").toString(), "role")
                    .arn();
            return ending(states.start(arn, id, each.path("input").toString()));
        } catch (AwsError refused) {
            return "refused " + refused.getMessage();
        }
    }

    private String ending(Execution execution) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            timers.advance(Duration.ofDays(1));
            return execution.status() != Execution.Status.RUNNING;
        });
        ObjectNode ending = execution.ending();
        return ending.has("output")
                ? canonical(StatesJson.parsed(ending.get("output").asText()))
                : "failure " + ending.path("error").asText();
    }

    private static String recorded(JsonNode each) {
        return each.has("failure")
                ? "failure " + each.path("failure").path("error").asText("")
                : canonical(each.path("output"));
    }

    /// Ignores the order of fields, and decodes strings that contain JSON, as the recorder did.
    private static String canonical(JsonNode node) {
        if (node.isTextual() && node.asText().startsWith("{")) {
            return StatesJson.parse(node.asText()).map(AslCasesTest::canonical).orElseGet(node::toString);
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
