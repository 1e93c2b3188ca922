package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Replaces the list functions of the library that use much more memory than their arguments, or time that
/// grows with the square of their length, by linear versions within the limits.
final class LimitedArrayFunctions {

    private static final long TUPLE = 80;
    private static final long REFERENCE = 12;
    private static final long FIELD_OF_ITS_OWN = 256;

    /// A random seed, so that attackers can't construct hash collisions.
    private static final long SEED = ThreadLocalRandom.current().nextLong() | 1;

    private final EvaluationLimits bounds;

    LimitedArrayFunctions(EvaluationLimits bounds) {
        this.bounds = bounds;
    }

    /// @param arguments lists; null for undefined
    List<Object> zip(List<?> arguments) {
        int length = arguments.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (Object argument : arguments) {
            length = argument == null ? 0 : Math.min(length, asList(argument).size());
        }
        bounds.requireRoom((double) length * (TUPLE + REFERENCE * arguments.size()));
        List<Object> zipped = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            List<Object> tuple = new ArrayList<>(arguments.size());
            for (Object argument : arguments) {
                tuple.add(asList(argument).get(i));
            }
            zipped.add(tuple);
        }
        bounds.make(length * (TUPLE + REFERENCE * arguments.size()));
        return zipped;
    }

    private static List<?> asList(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    /// Returns a list of the elements of the parts without a copy for each part.
    @Nullable Object spread(@Nullable Object value) {
        if (value instanceof List<?> list) {
            List<Object> all = new Utils.JList<>();
            boolean any = false;
            for (Object part : list) {
                Object one = spread(part);
                if (one instanceof List<?> several) {
                    all.addAll(several);
                    any = true;
                } else if (one != null) {
                    all.add(one);
                    any = true;
                }
            }
            return any ? all : Utils.createSequence();
        }
        if (value instanceof Map<?, ?> map) {
            List<Object> all = Utils.createSequence();
            map.forEach((name, field) -> {
                bounds.make(FIELD_OF_ITS_OWN);
                Map<Object, Object> own = new LinkedHashMap<>(2);
                own.put(name, field);
                all.add(own);
            });
            return all;
        }
        return value;
    }

    /// Uses the equality of the library without comparing all values with equal hashes.
    @Nullable Object distinct(@Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() <= 1) {
            return value;
        }
        List<Object> all = list instanceof Utils.JList ? Utils.createSequence() : new ArrayList<>();
        Map<Long, List<Object>> known = new HashMap<>();
        for (Object element : list) {
            bounds.step();
            bounds.make(TUPLE + REFERENCE);
            List<Object> same = known.computeIfAbsent(hash(element), _ -> new ArrayList<>(1));
            if (!same.contains(element)) {
                same.add(element);
                all.add(element);
            }
        }
        return all;
    }

    private static long hash(@Nullable Object value) {
        return switch (value) {
            case null -> SEED;
            case String text -> {
                long hash = SEED;
                for (int i = 0; i < text.length(); i++) {
                    hash = mixed(hash + text.charAt(i));
                }
                yield hash;
            }
            case List<?> list -> {
                long hash = ~SEED;
                for (Object element : list) {
                    hash = mixed(hash + hash(element));
                }
                yield hash;
            }
            case Map<?, ?> map -> {
                long hash = map.size();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    hash += mixed(hash(field.getKey()) ^ mixed(hash(field.getValue()) + 1));
                }
                yield hash;
            }
            default -> mixed(SEED ^ value.hashCode());
        };
    }

    private static long mixed(long value) {
        long mixed = (value ^ SEED) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 31);
    }

    /// The intermediate values of one step are unreachable after the next, except for its result.
    @Nullable Object reduce(List<?> arguments) throws Throwable {
        Object sequence = arguments.getFirst();
        if (sequence == null) {
            return null;
        }
        List<?> list = asList(sequence);
        Object function = arguments.get(1);
        int arity = Functions.getFunctionArity(function);
        if (arity < 2) {
            throw new JException("D3050", 1);
        }
        Object result = arguments.size() > 2 ? arguments.get(2) : null;
        int index = 0;
        if (result == null && !list.isEmpty()) {
            result = list.getFirst();
            index = 1;
        }
        long mark = bounds.mark();
        int binds = bounds.binds();
        for (; index < list.size(); index++) {
            bounds.step();
            List<@Nullable Object> given = new ArrayList<>(4);
            given.add(result);
            given.add(list.get(index));
            if (arity >= 3) {
                given.add(index);
            }
            if (arity >= 4) {
                given.add(list);
            }
            result = Functions.funcApply(function, given);
            bounds.keep(mark, binds, result);
        }
        return result;
    }
}
