package io.taskgate.payload.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import io.taskgate.payload.EvaluationException;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Provides Jackson trees to the JSONPath library and stops an evaluation after a maximum number of accesses.
/// A path such as `$..*..*..*` would otherwise take hours on a small payload. One instance for each
/// evaluation.
final class BudgetedJsonProvider extends JacksonJsonNodeJsonProvider {

    /// A typical path over a payload of 10 MB stays below both limits.
    private static final int MAX_READS = 2_000_000;

    private static final Duration MAX_TIME = Duration.ofSeconds(2);

    private final long start = System.nanoTime();
    private int polls;

    private void countRead(int times) {
        polls += times;
        if (polls > MAX_READS || System.nanoTime() - start > MAX_TIME.toNanos()) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME,
                    "Evaluation stopped: it accesses more than " + MAX_READS
                            + " places in the payload, or takes longer than " + MAX_TIME.toSeconds() + " s");
        }
    }

    /// Parses a function argument. The library accepts numbers and strings as arguments, and no nodes: with
    /// nodes, `index(0)` would have no argument.
    @Override
    public Object parse(String json) {
        JsonNode argument = (JsonNode) super.parse(json);
        return argument.isNumber() ? argument.numberValue() : argument.isTextual() ? argument.textValue() : argument;
    }

    @Override
    public @Nullable Object getMapValue(Object map, String key) {
        countRead(1);
        return super.getMapValue(map, key);
    }

    @Override
    public @Nullable Object getArrayIndex(Object array, int index) {
        countRead(1);
        if (index >= length(array)) {
            // Same as in the provider of the library, which otherwise finds a null for a missing value.
            throw new IndexOutOfBoundsException(index);
        }
        return super.getArrayIndex(array, index);
    }

    @Override
    public Collection<String> getPropertyKeys(Object map) {
        countRead(1 + length(map));
        return super.getPropertyKeys(map);
    }

    @Override
    public Iterable<?> toIterable(Object array) {
        countRead(1 + length(array));
        return super.toIterable(array);
    }

    @Override
    public void setArrayIndex(Object array, int index, Object value) {
        countRead(1);
        super.setArrayIndex(array, index, value);
    }
}
