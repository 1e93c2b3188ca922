package io.taskgate.payload.jsonata;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JLambda;
import com.dashjoin.jsonata.Utils;
import io.taskgate.payload.EvaluationException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Limits one evaluation of JSONata: time, depth, and memory ([EvaluationMemoryLimits]). Checked before and
/// after every step and every built-in function, and within those that create lists or texts. Belongs to the
/// thread that created it.
///
/// The memory that an evaluation holds can't be measured. Instead, the values of each step are counted, and
/// subtracted at the end of the enclosing expression unless they are part of its value: a value that is
/// neither bound to a variable nor captured by a function is unreachable from then on.
final class EvaluationLimits {

    static final Duration TIME = Duration.ofSeconds(2);

    private static final int MAX_DEPTH = 400;

    /// The size of a tuple of a path with `@` or `#`: a map with a few entries.
    private static final long TUPLE = 512;

    /// The size of a function with its scope.
    private static final long FUNCTION = 1024;

    /// Between two steps the library can hold a value, a copy of it, and the capacity of its builder.
    private static final long BURST = 3;

    private static final long MAX_PRODUCT = 1L << 26;

    private static final ThreadLocal<EvaluationLimits> OF_THREAD = new ThreadLocal<>();

    /// Looked up on each call, because a native image must not keep values of the build machine.
    private final com.sun.management.@Nullable ThreadMXBean threads =
            ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                            && bean.isThreadAllocatedMemorySupported()
                    ? bean
                    : null;
    private final long end = System.nanoTime() + TIME.toNanos();
    private final long allocatedBefore = allocated();
    private final EvaluationMemoryLimits limits;
    private final ValueSizeEstimator weights = new ValueSizeEstimator();
    private long allocatedLast = allocatedBefore;
    private long input;
    private long output;

    private long made;
    private long pinned;
    private int binds;

    /// For the enclosing expressions: the amount created and bound before each, and the size of the list or
    /// text under construction.
    private final long[] madeBefore = new long[MAX_DEPTH + 2];

    private final int[] bindsBefore = new int[MAX_DEPTH + 2];
    private final long[] joined = new long[MAX_DEPTH + 2];
    private final SyntaxTreeRewriter.Kind[] kinds = new SyntaxTreeRewriter.Kind[MAX_DEPTH + 2];
    private int depth;

    EvaluationLimits() {
        this(EvaluationMemoryLimits.ofThisHeap());
    }

    EvaluationLimits(EvaluationMemoryLimits limits) {
        this.limits = limits;
        OF_THREAD.set(this);
    }

    /// Returns the limits of the evaluation on this thread. They end with the evaluation.
    static EvaluationLimits ofThread() {
        return Objects.requireNonNull(OF_THREAD.get(), "No evaluation is running on this thread.");
    }

    EvaluationMemoryLimits limits() {
        return limits;
    }

    /// Watches another evaluation on this thread within the same limits.
    void watch(Frame frame, SyntaxTreeRewriter.Nodes nodes) {
        depth = 0;
        allocatedLast = allocated();
        made = 0;
        binds = 0;
        frame.setEvaluateEntryCallback((node, seen, _) -> entered(nodes.kind(node), seen));
        frame.setEvaluateExitCallback((node, seen, _, result) -> {
            left(nodes.kind(node), nodes.isTuple(node), seen, result);
            if (nodes.called().contains(node) && !isFunction(result)) {
                throw EvaluationException.query("Evaluation failed with T1006.");
            }
        });
    }

    private void entered(SyntaxTreeRewriter.Kind kind, @Nullable Object seen) {
        if (++depth > MAX_DEPTH) {
            throw stopped("calls are nested deeper than " + MAX_DEPTH);
        }
        kinds[depth] = kind;
        madeBefore[depth] = made;
        bindsBefore[depth] = binds;
        joined[depth] = 0;
        step();
        if (kind == SyntaxTreeRewriter.Kind.WILDCARD) {
            requireFewLists(seen);
        }
    }

    /// The library copies all matches for each list that it finds with `*`.
    private static void requireFewLists(@Nullable Object seen) {
        Iterable<?> children =
                seen instanceof Map<?, ?> map ? map.values() : seen instanceof List<?> list ? list : List.of();
        long lists = 0;
        long elements = 0;
        for (Object child : children) {
            if (child instanceof List<?> list) {
                lists++;
                elements += 1 + list.size();
            }
        }
        if (lists * elements > MAX_PRODUCT) {
            throw stopped("* matches too many lists");
        }
    }

    private void left(SyntaxTreeRewriter.Kind kind, boolean isTuple, @Nullable Object seen, @Nullable Object result) {
        long weight = weights.of(result);
        if (weight > limits.value()) {
            throw tooLarge();
        }
        boolean hasFunction = weights.hasFunction();
        long since = made - madeBefore[depth] + made(kind, seen, result);
        boolean isReachable = binds != bindsBefore[depth] && kind != SyntaxTreeRewriter.Kind.BLOCK;
        if (!isReachable && !hasFunction) {
            since = Math.min(since, result == null || result instanceof Boolean ? 0 : weight);
            binds = bindsBefore[depth];
        }
        made = madeBefore[depth] + since;
        if (kind == SyntaxTreeRewriter.Kind.TRANSFORM && result instanceof JFunction transform) {
            SyntaxTreeRewriter.held(transform, this);
        }
        if (kind == SyntaxTreeRewriter.Kind.BIND) {
            binds++;
        } else if (kind == SyntaxTreeRewriter.Kind.UPDATE) {
            pinned += weight;
            weights.forget();
        }
        requireMade();
        depth--;
        join(isTuple, result, weight);
    }

    /// Returns the size that the expression itself created, without its elements.
    private long made(SyntaxTreeRewriter.Kind kind, @Nullable Object seen, @Nullable Object result) {
        return switch (kind) {
            case OLD, BIND, BLOCK, UPDATE -> 0;
            case NAME -> seen instanceof List ? shallow(result) : 0;
            case FUNCTION, TRANSFORM -> FUNCTION;
            case CONCAT, NEW, PATH, LIST, WILDCARD -> shallow(result);
        };
    }

    private static long shallow(@Nullable Object value) {
        return switch (value) {
            case String text -> ValueSizeEstimator.ofText(text);
            case List<?> list -> ValueSizeEstimator.LIST + ValueSizeEstimator.ELEMENT * list.size();
            case Map<?, ?> map -> {
                long weight = ValueSizeEstimator.MAP;
                for (Object name : map.keySet()) {
                    weight += ValueSizeEstimator.ofField(String.valueOf(name));
                }
                yield weight;
            }
            case null, default -> 0;
        };
    }

    /// The enclosing expression joins all values of its parts before it ends.
    private void join(boolean isTuple, @Nullable Object part, long weight) {
        if (depth == 0) {
            return;
        }
        switch (kinds[depth]) {
            case PATH, LIST -> {
                if (part instanceof List<?> list) {
                    joined[depth] +=
                            isTuple ? TUPLE * list.size() + weight : ValueSizeEstimator.ELEMENT / 2 * list.size();
                } else if (isTuple) {
                    joined[depth] += TUPLE;
                }
            }
            case CONCAT -> joined[depth] += part == null ? 0 : weight;
            default -> {}
        }
        if (joined[depth] > limits.made()) {
            throw tooLarge();
        }
    }

    /// A sequence of one value equals that value.
    private static boolean isFunction(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.size() == 1 && isFunction(list.getFirst())
                : Utils.isFunction(value) || Functions.isLambda(value) || value instanceof JLambda;
    }

    void step() {
        checkTime(end);
        checkMemory();
    }

    private static void checkTime(long end) {
        if (System.nanoTime() - end > 0) {
            throw stopped("it takes longer than " + TIME.toSeconds() + " s");
        }
    }

    /// Checks the total allocation and the allocation since the last step.
    void checkMemory() {
        long allocated = allocated();
        if (allocated - allocatedBefore > limits.allocated() || allocated - allocatedLast > BURST * limits.made()) {
            throw stopped("it uses too much memory");
        }
        allocatedLast = allocated;
    }

    /// Counts the input of an evaluation while it is copied.
    ///
    /// @throws EvaluationException if the input is too large
    void read(long weight) {
        input += weight;
        if (input > limits.input()) {
            throw EvaluationException.query("Evaluation stopped: the payload exceeds " + (limits.input() >> 20)
                    + " MiB of memory, a fraction of the heap.");
        }
    }

    /// Counts the text that a function reads; its result is counted as created when it exists.
    void requireMore(long weight) {
        requireRoom((double) weight);
    }

    void remember(Object read) {
        weights.remember(read);
    }

    /// Counts the result of an expression before it is copied.
    void written(@Nullable Object value) {
        output += weights.of(value);
        if (output > limits.value()) {
            throw tooLarge();
        }
    }

    /// Counts the values of a function before or while it creates them.
    void make(long weight) {
        made += weight;
        requireMade();
    }

    /// Counts a value that a function created, without its elements.
    void madeShallow(@Nullable Object value) {
        make(shallow(value));
    }

    /// Counts a value that a function created, with all of its elements.
    void madeDeep(@Nullable Object value) {
        make(weights.of(value));
    }

    /// Reacts to a value that changed in place.
    void changed() {
        weights.forget();
    }

    private void requireMade() {
        if (made + pinned > limits.made()) {
            throw stopped(
                    "its values together exceed " + (limits.made() >> 20) + " MiB of memory, a fraction of the heap");
        }
    }

    /// Returns the amount created so far, for [#keep].
    long mark() {
        return made;
    }

    /// Subtracts the amount created since a mark, except for a value that stays reachable.
    void keep(long mark, int bindsAtMark, @Nullable Object value) {
        long weight = weights.of(value);
        if (!weights.hasFunction() && binds == bindsAtMark) {
            made = Math.min(made, mark + weight);
        }
    }

    int binds() {
        return binds;
    }

    /// Reserves a text or copy that the library is about to create.
    void requireText(@Nullable Object value) {
        if (weights.of(value) > limits.made()) {
            throw tooLarge();
        }
    }

    /// @param bytes the size of the value that is about to be created
    void requireRoom(double bytes) {
        if (bytes > limits.made() - made - pinned) {
            throw tooLarge();
        }
    }

    /// Returns a matcher whose search ends at the time limit.
    Matcher matcher(Pattern pattern, String text) {
        return pattern.matcher(new TimedText(text, 0, text.length(), end));
    }

    private long allocated() {
        return threads == null ? 0 : threads.getCurrentThreadAllocatedBytes();
    }

    static EvaluationException tooLarge() {
        return stopped("a value is too large");
    }

    static EvaluationException stopped(String why) {
        return EvaluationException.query("Evaluation stopped: " + why + ".");
    }

    /// A text that ends a search at the time limit.
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
