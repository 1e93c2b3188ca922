package io.taskgate.payload.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.preview.ShapePreview;
import io.taskgate.payload.shape.Shape;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.TestJson;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Any JSON as a shape: refused with [InvalidDefinitionException], or applied to one small payload with the
/// same result whichever way it runs. A fuzz target (`docs/fuzzing.md`).
public final class ShapeFuzz {

    private static final JsonNode PAYLOAD =
            TestJson.of("{'a': [{'b': 1, 'c': 'x'}, {'b': 2.50, 'c': 'ü€😀'}, 3, [4, [5]]],"
                    + " 'b': {'c': {'d': null}}, 'c': '\\n', 'a b': true}");
    private static final byte[] BYTES = Json.bytes(PAYLOAD);

    /// Functions with a different result on each call.
    private static final Pattern MOODY = Pattern.compile("(?i)random|uuid|now|millis|shuffle");

    private ShapeFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            JsonNode json = Json.parse(bytes);
            Shape shape = Shape.compile(json);
            if (MOODY.matcher(json.toString()).find()) {
                shape.apply(PAYLOAD, BoundaryVariants.CONTEXT);
            } else {
                BoundaryVariants.requireSame(shape, BYTES, Optional.of(PAYLOAD));
                requirePreview(shape);
            }
        } catch (IOException | InvalidDefinitionException | EvaluationException e) {
            FuzzMain.require(e.getMessage() != null && !e.getMessage().isBlank(), () -> "refused without a word");
        }
    }

    private static void requirePreview(Shape shape) {
        ShapePreview preview = ShapePreview.of(new Boundary(shape, Budget.DEFAULT), PAYLOAD, BoundaryVariants.CONTEXT);
        FuzzMain.require(
                preview.bytesOut() == Json.bytes(preview.result()).length,
                () -> preview.bytesOut() + " B said of " + preview.result());
        FuzzMain.require(preview.bytesIn() == BYTES.length, () -> preview.bytesIn() + " B said of the payload");
    }
}
