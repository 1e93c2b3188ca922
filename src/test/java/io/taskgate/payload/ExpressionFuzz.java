package io.taskgate.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/// Any text as what stands behind `"name.$"`: a path or an intrinsic function that is refused with
/// [InvalidShapeException], or gives JSON, or fails with [EvaluationException]. A fuzz target (`docs/fuzzing.md`).
public final class ExpressionFuzz {

    private static final Scope SCOPE = new Scope(
            Jsons.of("{'a': [1, 2.5, {'b': ['x', null, true]}, 'x y'], 'b': {'c': 'text', 'd': {}}, 'e': '', 'n': -7}"),
            Ways.CONTEXT);

    private ExpressionFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            Expression expression = Expression.compile(text);
            expression
                    .paths()
                    .flatMap(path -> path.variable().stream())
                    .forEach(name -> Fuzz.require(!name.isEmpty(), () -> "a variable without a name"));
            JsonNode value = expression.value(SCOPE);
            Fuzz.require(Json.trusted(Json.bytes(value)) != null, () -> "no JSON");
        } catch (InvalidShapeException | EvaluationException e) {
            Fuzz.require(e.getMessage() != null && !e.getMessage().isBlank(), () -> "refused without a word");
        }
    }
}
