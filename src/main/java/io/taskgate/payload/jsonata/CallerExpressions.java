package io.taskgate.payload.jsonata;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Marks work whose expressions a caller has brought, in contrast to those of the configuration. Such work is
/// evaluated
/// in places of its own, one evaluation at a time for each caller, so that it can't keep routes from being
/// served. Safe
/// for many threads.
public final class CallerExpressions {

    /// @param caller null for the expressions of the configuration
    record Evaluator(EvaluationBulkhead places, @Nullable String caller) {}

    private static final Evaluator CONFIGURATION = new Evaluator(EvaluationBulkhead.ROUTES, null);

    private static final ThreadLocal<@Nullable Evaluator> CURRENT = new ThreadLocal<>();

    private CallerExpressions() {}

    /// A preview, or a payload that is read with a shape.
    ///
    /// @param caller the principal who brought the expressions
    /// @throws EvaluationUnavailableException when there is no place within two seconds
    public static <T> T preview(String caller, Supplier<T> work) {
        return call(new Evaluator(EvaluationBulkhead.PREVIEWS, caller), work);
    }

    /// The `gather` of a batch.
    ///
    /// @param batch whose shape it is
    /// @throws EvaluationUnavailableException when there is no place within two seconds
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

    /// Who evaluates on this thread.
    static Evaluator current() {
        Evaluator current = CURRENT.get();
        return current == null ? CONFIGURATION : current;
    }
}
