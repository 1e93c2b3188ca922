package io.taskgate.payload;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JLambda;
import com.dashjoin.jsonata.Utils;
import com.dashjoin.jsonata.Utils.RangeList;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What one evaluation of JSONata may use: time, depth, memory, and the size of each value that it makes. Checked
/// before and after every step and every built-in function. Belongs to the thread that it was made on.
final class QueryBounds {

    static final Duration TIME = Duration.ofSeconds(2);

    private static final int MAX_DEPTH = 400;

    /// Values and sixteenths of characters: some 32 million characters, or two million numbers.
    private static final long MAX_WEIGHT = 2_000_000;

    private static final int CHARACTERS = 16;
    private static final long MAX_ALLOCATED = 1L << 30;

    private static final ThreadLocal<QueryBounds> OF_THREAD = new ThreadLocal<>();

    private record Weighed(int size, long weight) {}

    /// Asked for anew: what belongs to the running machine must not be kept in a native image.
    private final com.sun.management.@Nullable ThreadMXBean threads =
            ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                            && bean.isThreadAllocatedMemorySupported()
                    ? bean
                    : null;
    private final long end = System.nanoTime() + TIME.toNanos();
    private final long allocatedBefore = allocated();
    private final IdentityHashMap<Object, Weighed> weights = new IdentityHashMap<>();
    private int depth;
    private int steps;

    QueryBounds() {
        OF_THREAD.set(this);
    }

    /// Those of the evaluation that runs on this thread. It ends with the evaluation.
    static QueryBounds ofThread() {
        return Objects.requireNonNull(OF_THREAD.get(), "only within an evaluation");
    }

    /// Another evaluation on this thread, within the same bounds.
    ///
    /// @param called the nodes whose value is going to be called: the library would print what is no function
    void watch(Frame frame, Set<Object> called) {
        depth = 0;
        frame.setEvaluateEntryCallback((_, _, _) -> {
            if (++depth > MAX_DEPTH) {
                throw stopped("it goes more than " + MAX_DEPTH + " calls deep");
            }
            step();
        });
        frame.setEvaluateExitCallback((node, _, _, result) -> {
            depth--;
            made(result);
            if (called.contains(node) && !isFunction(result)) {
                throw EvaluationException.query("fails with T1006");
            }
        });
    }

    /// A sequence of one value is that value.
    private static boolean isFunction(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.size() == 1 && isFunction(list.getFirst())
                : Utils.isFunction(value) || Functions.isLambda(value) || value instanceof JLambda;
    }

    void step() {
        checkTime(end);
        if ((++steps & 63) == 0) {
            checkMemory();
        }
    }

    private static void checkTime(long end) {
        if (System.nanoTime() - end > 0) {
            throw stopped("it takes longer than " + TIME.toSeconds() + " s");
        }
    }

    void made(@Nullable Object value) {
        if (value instanceof String || value instanceof List || value instanceof Map) {
            if (weight(value) > MAX_WEIGHT) {
                throw stopped("it makes a value that is too large");
            }
        }
    }

    void checkMemory() {
        if (allocated() - allocatedBefore > MAX_ALLOCATED) {
            throw stopped("it uses more than " + (MAX_ALLOCATED >> 20) + " MiB");
        }
    }

    /// A search that ends with the time allowed.
    Matcher matcher(Pattern pattern, String text) {
        return pattern.matcher(new TimedText(text, 0, text.length(), end));
    }

    /// A search that ends with half of the time that is left: what can't be stopped may then do the same once more.
    Matcher rehearsal(Pattern pattern, String text) {
        long now = System.nanoTime();
        return pattern.matcher(new TimedText(text, 0, text.length(), now + (end - now) / 2));
    }

    private long allocated() {
        return threads == null
                ? 0
                : threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }

    private long weight(@Nullable Object value) {
        if (value instanceof String text) {
            return 1L + text.length() / CHARACTERS;
        }
        if (value instanceof RangeList range) {
            return range.size();
        }
        if (value instanceof List<?> list) {
            return known(list, list.size(), list);
        }
        return value instanceof Map<?, ?> map ? known(map, map.size(), map.values()) : 1;
    }

    private long known(Object container, int size, Iterable<?> children) {
        Weighed before = weights.get(container);
        if (before != null && before.size() == size) {
            return before.weight();
        }
        long weight = 1;
        for (Object child : children) {
            weight = Math.min(weight + weight(child), Integer.MAX_VALUE);
        }
        weights.put(container, new Weighed(size, weight));
        return weight;
    }

    private static EvaluationException stopped(String why) {
        return EvaluationException.query("was stopped: " + why);
    }

    /// Text that ends a search when its time is over.
    private static final class TimedText implements CharSequence {

        private final String text;
        private final int from;
        private final int to;
        private final long last;
        private int reads;

        TimedText(String text, int from, int to, long last) {
            this.text = text;
            this.from = from;
            this.to = to;
            this.last = last;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if ((++reads & 1023) == 0) {
                checkTime(last);
            }
            return text.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new TimedText(text, from + start, from + end, last);
        }

        @Override
        public String toString() {
            return text.substring(from, to);
        }
    }
}
