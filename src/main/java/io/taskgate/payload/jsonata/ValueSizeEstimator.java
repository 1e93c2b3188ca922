package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils.RangeList;
import io.taskgate.payload.EvaluationException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Estimates the size of JSONata values in bytes of heap, never below the length of their JSON text. A value
/// that occurs several times counts each time, as in the text. Belongs to one evaluation; not thread-safe.
final class ValueSizeEstimator {

    static final long LIST = 56;
    static final long ELEMENT = 24;
    static final long MAP = 64;
    static final long FIELD = 96;
    private static final long TEXT = 40;
    private static final long FUNCTION = 1024;

    private static final int MAX_DEPTH = 1_500;

    /// The minimum size at which the size of a container is cached.
    private static final long REMEMBERED = 512;

    /// The maximum number of cached sizes. The cache keeps its values reachable, so that it is cleared when
    /// full.
    private static final int MAX_REMEMBERED = 8_192;

    private record Weighed(int size, long weight, boolean hasFunction) {}

    private final IdentityHashMap<Object, Weighed> input = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Weighed> made = new IdentityHashMap<>();
    private long held;
    private boolean hasFunction;

    /// Caches the size of a value that lives as long as the evaluation.
    void remember(Object read) {
        weight(read, 0, input);
    }

    /// Clears the cache after a value changed in place.
    void forget() {
        input.clear();
        made.clear();
        held = 0;
    }

    /// Sets [#hasFunction] if the value contains a function.
    long of(@Nullable Object value) {
        hasFunction = false;
        return weight(value, 0, made);
    }

    boolean hasFunction() {
        return hasFunction;
    }

    static long ofText(String text) {
        long length = TEXT;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < ' ' || (c >= 0x80 && c < 0xa0) || (c >= 0x2000 && c < 0x2100)
                    ? 12
                    : c == '"' || c == '\\' ? 4 : 2;
        }
        return length;
    }

    static long ofField(String name) {
        return FIELD + 2L * name.length();
    }

    private long weight(@Nullable Object value, int depth, IdentityHashMap<Object, Weighed> memory) {
        return switch (value) {
            case null -> 8;
            case Boolean _ -> 8;
            case Number _ -> ELEMENT;
            case String text -> ofText(text);
            case RangeList range -> LIST + ELEMENT * range.size();
            case List<?> list -> known(list, list.size(), depth, memory);
            case Map<?, ?> map -> known(map, map.size(), depth, memory);
            default -> {
                if (Jsonata.NULL_VALUE.equals(value)) {
                    yield 8;
                }
                hasFunction = true;
                yield FUNCTION;
            }
        };
    }

    private long known(Object container, int size, int depth, IdentityHashMap<Object, Weighed> memory) {
        if (depth > MAX_DEPTH) {
            throw EvaluationException.query("Evaluation stopped: a value is nested too deeply.");
        }
        Weighed before = input.get(container);
        if (before == null) {
            before = made.get(container);
        }
        if (before != null && before.size() == size) {
            hasFunction |= before.hasFunction();
            return before.weight();
        }
        boolean outer = hasFunction;
        hasFunction = false;
        long weight = container instanceof List<?> list
                ? ofList(list, depth, memory)
                : ofMap((Map<?, ?>) container, depth, memory);
        if (weight >= REMEMBERED) {
            remember(container, new Weighed(size, weight, hasFunction), memory);
        }
        hasFunction |= outer;
        return weight;
    }

    private long ofList(List<?> list, int depth, IdentityHashMap<Object, Weighed> memory) {
        long weight = LIST;
        for (Object element : list) {
            weight = Math.min(weight + 8 + weight(element, depth + 1, memory), Integer.MAX_VALUE);
        }
        return weight;
    }

    private long ofMap(Map<?, ?> map, int depth, IdentityHashMap<Object, Weighed> memory) {
        long weight = MAP;
        for (Map.Entry<?, ?> field : map.entrySet()) {
            weight += ofField(String.valueOf(field.getKey())) + weight(field.getValue(), depth + 1, memory);
            weight = Math.min(weight, Integer.MAX_VALUE);
        }
        return weight;
    }

    @SuppressWarnings("ReferenceEquality") // which of the two maps it is, not what they hold
    private void remember(Object container, Weighed weighed, IdentityHashMap<Object, Weighed> memory) {
        if (memory == made) {
            held += ELEMENT * weighed.size();
            if (made.size() >= MAX_REMEMBERED || held > ELEMENT * 32 * MAX_REMEMBERED / 4) {
                made.clear();
                held = 0;
            }
        }
        memory.put(container, weighed);
    }
}
