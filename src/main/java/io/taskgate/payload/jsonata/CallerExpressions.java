package io.taskgate.payload.jsonata;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Marks work with expressions of a caller, as opposed to those of the configuration. Such work has an
/// evaluation bulkhead of its own with one evaluation at a time for each caller, so that it can't block the
/// routes. Thread-safe.
public final class CallerExpressions {

    /// @param caller null for the expressions of the configuration
    record Evaluator(EvaluationBulkhead places, @Nullable String caller) {}

    private static final Evaluator CONFIGURATION = new Evaluator(EvaluationBulkhead.ROUTES, null);

    private static final ThreadLocal<@Nullable Evaluator> CURRENT = new ThreadLocal<>();

    private CallerExpressions() {}

    /// Runs a preview, or reads a payload with a shape.
    ///
    /// @param caller the principal that sent the expressions
    /// @throws EvaluationUnavailableException if no slot is free within two seconds
    public static <T> T preview(String caller, Supplier<T> work) {
        return call(new Evaluator(EvaluationBulkhead.PREVIEWS, caller), work);
    }

    /// Runs the `gather` of a batch.
    ///
    /// @param batch the batch that defines the shape
    /// @throws EvaluationUnavailableException if no slot is free within two seconds
    public static <T> T gather(String batch, Supplier<T> work) {
        return call(new Evaluator(EvaluationBulkhead.GATHERS, batch), work);
    }

    private static <T> T call(Evaluator evaluator, Supplier<T> work) {
        Evaluator before = CURRENT.get();
        CURRENT.set(evaluator);
        try {
            return work.get();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /// Returns the evaluator of this thread.
    static Evaluator current() {
        Evaluator current = CURRENT.get();
        return current == null ? CONFIGURATION : current;
    }
}
