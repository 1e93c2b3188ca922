package io.taskgate.payload.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.intrinsic.Expression;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.jsonpath.EvaluationScope;
import io.taskgate.testing.payload.BoundaryVariants;
import io.taskgate.testing.payload.TestJson;
import java.nio.charset.StandardCharsets;

/// A fuzz target (`docs/fuzzing.md`): any text as the value of `"name.$"`. A path or an intrinsic function is
/// either rejected with [InvalidDefinitionException], or evaluated to JSON or to an [EvaluationException].
public final class ExpressionFuzz {

    private static final EvaluationScope SCOPE = new EvaluationScope(
            TestJson.of(
                    "{'a': [1, 2.5, {'b': ['x', null, true]}, 'x y'], 'b': {'c': 'text', 'd': {}}, 'e': '', 'n': -7}"),
            BoundaryVariants.CONTEXT);

    private ExpressionFuzz() {}

    /// Called by Jazzer, and by [FuzzCorpusTest] for each file of the corpus.
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            Expression expression = Expression.compile(text);
            expression
                    .paths()
                    .flatMap(path -> path.variable().stream())
                    .forEach(name -> FuzzMain.require(!name.isEmpty(), () -> "a variable without a name"));
            JsonNode value = expression.evaluate(SCOPE);
            FuzzMain.require(Json.parseTrusted(Json.bytes(value)) != null, () -> "no JSON");
        } catch (InvalidDefinitionException | EvaluationException e) {
            FuzzMain.require(e.getMessage() != null && !e.getMessage().isBlank(), () -> "rejected without a message");
        }
    }
}
