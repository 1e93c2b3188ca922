package io.taskgate.payload.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.TestJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// A fuzz target (`docs/fuzzing.md`): any text as JSONata. It is either rejected, or evaluated within the
/// limits to JSON or an [EvaluationException], without any output.
public final class JsonataFuzz {

    private static final JsonNode PAYLOAD =
            TestJson.of("{'a': [1, 2.5, {'b': ['x', null, true]}], 'b': {'c': 'text', 'd': {}}, 'e': '', 'n': -7}");

    private JsonataFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Shape shape = Shape.compile(JsonNodeFactory.instance.objectNode().put("Output", "{% " + text + " %}"));
            JsonNode result = shape.apply(PAYLOAD, BoundaryVariants.CONTEXT);
            FuzzMain.require(Json.parseTrusted(Json.bytes(result)) != null, () -> "no JSON");
        } catch (InvalidDefinitionException | EvaluationException _) {
            // Rejected, which is a valid result.
        } catch (EvaluationUnavailableException e) {
            throw new AssertionError("not stopped: " + text, e);
        } finally {
            System.setOut(out);
        }
        FuzzMain.require(printed.size() == 0, () -> "printed: " + printed.toString(StandardCharsets.UTF_8));
    }
}
