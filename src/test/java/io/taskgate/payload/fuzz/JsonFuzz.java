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

/// A fuzz target (`docs/fuzzing.md`): any bytes as a payload. The parser must reject exactly the payloads
/// that the strict reference rejects, with the same values, and a selecting shape must have the same result
/// in each variant.
public final class JsonFuzz {

    private static final int SHAPES = 3;

    private JsonFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        Optional<JsonNode> expected = StrictJsonReference.parse(bytes);
        Optional<JsonNode> parsed = parse(bytes);
        FuzzMain.require(parsed.equals(expected), () -> "parsed as " + parsed + ", expected " + expected);
        parsed.ifPresent(JsonFuzz::requireWritable);
        Random random = new Random(Arrays.hashCode(bytes));
        JsonNode like = parsed.orElseGet(() -> TestJson.of("{'a': [{'b': 1}]}"));
        for (int i = 0; i < SHAPES; i++) {
            BoundaryVariants.requireSame(Shape.compile(RandomShape.selecting(random, like)), bytes, parsed);
        }
    }

    /// The tree that is read again may contain `11` instead of `11e0`; its value and its text are the same.
    private static void requireWritable(JsonNode json) {
        byte[] written = Json.bytes(json);
        JsonNode back = parse(written).orElseThrow(() -> new AssertionError("can't be parsed again: " + json));
        FuzzMain.require(Arrays.equals(Json.bytes(back), written), () -> "another text when written again: " + json);
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
