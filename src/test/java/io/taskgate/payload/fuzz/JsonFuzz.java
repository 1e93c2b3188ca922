package io.taskgate.payload.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.json.CanonicalJson;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.RandomShape;
import io.taskgate.testing.payload.StrictJsonReference;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/// Any bytes as a payload: refused exactly when the strict reference refuses them, read as it reads them, and
/// the same
/// whichever way a selecting shape runs. A fuzz target (`docs/fuzzing.md`).
public final class JsonFuzz {

    private static final int SHAPES = 3;

    private JsonFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        Optional<JsonNode> expected = StrictJsonReference.parse(bytes);
        Optional<JsonNode> parsed = parse(bytes);
        FuzzMain.require(parsed.equals(expected), () -> "read as " + parsed + ", and it is " + expected);
        parsed.ifPresent(JsonFuzz::requireWritable);
        Random random = new Random(Arrays.hashCode(bytes));
        JsonNode like = parsed.orElseGet(() -> TestJson.of("{'a': [{'b': 1}]}"));
        for (int i = 0; i < SHAPES; i++) {
            BoundaryVariants.requireSame(Shape.compile(RandomShape.selecting(random, like)), bytes, parsed);
        }
    }

    /// The tree that comes back may hold `11` where there was `11e0`; its value and its text are the same.
    private static void requireWritable(JsonNode json) {
        byte[] written = Json.bytes(json);
        JsonNode back = parse(written).orElseThrow(() -> new AssertionError("can't be read back: " + json));
        FuzzMain.require(Arrays.equals(Json.bytes(back), written), () -> "written otherwise again: " + json);
        FuzzMain.require(CanonicalJson.sha256(back).equals(CanonicalJson.sha256(json)), () -> "another value: " + json);
    }

    private static Optional<JsonNode> parse(byte[] bytes) {
        try {
            return Optional.of(Json.parse(bytes));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
