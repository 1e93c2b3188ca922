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

/// A fuzz target (`docs/fuzzing.md`): any JSON as a shape. It is either rejected with
/// [InvalidDefinitionException], or applied to a small payload with the same result in each variant.
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
            FuzzMain.require(e.getMessage() != null && !e.getMessage().isBlank(), () -> "rejected without a message");
        }
    }

    private static void requirePreview(Shape shape) {
        ShapePreview preview = ShapePreview.of(new Boundary(shape, Budget.DEFAULT), PAYLOAD, BoundaryVariants.CONTEXT);
        FuzzMain.require(
                preview.bytesOut() == Json.bytes(preview.result()).length,
                () -> preview.bytesOut() + " B reported for " + preview.result());
        FuzzMain.require(preview.bytesIn() == BYTES.length, () -> preview.bytesIn() + " B reported for the payload");
    }
}
