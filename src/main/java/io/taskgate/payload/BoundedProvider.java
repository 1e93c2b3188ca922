package io.taskgate.payload;

import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Jackson trees for the JSONPath library, one for each evaluation, that stops it after so many looks at the tree: a
/// path such as `$..*..*..*` would otherwise take hours on a small payload.
final class BoundedProvider extends JacksonJsonNodeJsonProvider {

    /// Some seconds of work at most; an honest path over a payload of 10 MB stays well below.
    static final int MAX_LOOKS = 5_000_000;

    private int looks;

    private void look(int times) {
        looks += times;
        if (looks > MAX_LOOKS) {
            throw new EvaluationException(
                    EvaluationException.RUNTIME, "looks at more than " + MAX_LOOKS + " places in the payload");
        }
    }

    @Override
    public @Nullable Object getMapValue(Object map, String key) {
        look(1);
        return super.getMapValue(map, key);
    }

    @Override
    public @Nullable Object getArrayIndex(Object array, int index) {
        look(1);
        return super.getArrayIndex(array, index);
    }

    @Override
    public Collection<String> getPropertyKeys(Object map) {
        look(1 + length(map));
        return super.getPropertyKeys(map);
    }

    @Override
    public Iterable<?> toIterable(Object array) {
        look(1 + length(array));
        return super.toIterable(array);
    }

    @Override
    public void setArrayIndex(Object array, int index, Object value) {
        look(1);
        super.setArrayIndex(array, index, value);
    }
}
