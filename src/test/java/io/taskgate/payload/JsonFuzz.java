package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
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
        Optional<JsonNode> expected = StrictReference.parse(bytes);
        Optional<JsonNode> parsed = parse(bytes);
        Fuzz.require(parsed.equals(expected), () -> "read as " + parsed + ", and it is " + expected);
        parsed.ifPresent(JsonFuzz::requireWritable);
        Random random = new Random(Arrays.hashCode(bytes));
        JsonNode like = parsed.orElseGet(() -> Jsons.of("{'a': [{'b': 1}]}"));
        for (int i = 0; i < SHAPES; i++) {
            Ways.requireSame(Shape.compile(RandomShape.selecting(random, like)), bytes, parsed);
        }
    }

    /// The tree that comes back may hold `11` where there was `11e0`; its value and its text are the same.
    private static void requireWritable(JsonNode json) {
        byte[] written = Json.bytes(json);
        JsonNode back = parse(written).orElseThrow(() -> new AssertionError("can't be read back: " + json));
        Fuzz.require(Arrays.equals(Json.bytes(back), written), () -> "written otherwise again: " + json);
        Fuzz.require(CanonicalJson.sha256(back).equals(CanonicalJson.sha256(json)), () -> "another value: " + json);
    }

    private static Optional<JsonNode> parse(byte[] bytes) {
        try {
            return Optional.of(Json.parse(bytes));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
