package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Any JSON as a shape: refused with [InvalidShapeException], or applied to one small payload with the same result
/// whichever way it runs. A fuzz target (`docs/fuzzing.md`).
public final class ShapeFuzz {

    private static final JsonNode PAYLOAD =
            Jsons.of("{'a': [{'b': 1, 'c': 'x'}, {'b': 2.50, 'c': 'ü€😀'}, 3, [4, [5]]],"
                    + " 'b': {'c': {'d': null}}, 'c': '\\n', 'a b': true}");
    private static final byte[] BYTES = Json.bytes(PAYLOAD);

    /// What gives another result each time.
    private static final Pattern MOODY = Pattern.compile("(?i)random|uuid|now|millis|shuffle");

    private ShapeFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            JsonNode json = Json.parse(bytes);
            Shape shape = Shape.compile(json);
            if (MOODY.matcher(json.toString()).find()) {
                shape.apply(PAYLOAD, Ways.CONTEXT);
            } else {
                Ways.requireSame(shape, BYTES, Optional.of(PAYLOAD));
                requirePreview(shape);
            }
        } catch (IOException | InvalidShapeException | EvaluationException e) {
            Fuzz.require(e.getMessage() != null && !e.getMessage().isBlank(), () -> "refused without a word");
        }
    }

    private static void requirePreview(Shape shape) {
        Preview preview = Preview.of(new Boundary(shape, Budget.DEFAULT), PAYLOAD, Ways.CONTEXT);
        Fuzz.require(
                preview.bytesOut() == Json.bytes(preview.result()).length,
                () -> preview.bytesOut() + " B said of " + preview.result());
        Fuzz.require(preview.bytesIn() == BYTES.length, () -> preview.bytesIn() + " B said of the payload");
    }
}
