package io.taskgate.payload.jsonata;

import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Runs an evaluation on a thread of its own, with a stack large enough for the maximum depth and a time
/// limit for the caller. The library keeps its state in the thread, so that it ends with the thread.
public final class EvaluationThread {

    private static final long STACK_BYTES = 16L << 20;

    private EvaluationThread() {}

    /// @throws EvaluationException            if the evaluation fails
    /// @throws EvaluationUnavailableException if it does not end in time, or all slots are taken by other
    /// evaluations
    public static <T> T call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CallerExpressions.Evaluator evaluator = CallerExpressions.current();
        try {
            if (!evaluator.places().tryAcquire(evaluator.caller(), EvaluationLimits.TIME)) {
                throw new EvaluationUnavailableException(
                        "The expression was not evaluated. Too many other evaluations are running.");
            }
            start(work, result, evaluator);
            return result.get(2 * EvaluationLimits.TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new EvaluationUnavailableException("The evaluation did not end in time.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new EvaluationUnavailableException("The evaluation was interrupted.");
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static <T> void start(
            Supplier<T> work, CompletableFuture<T> result, CallerExpressions.Evaluator evaluator) {
        Runnable task = () -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                evaluator.places().release(evaluator.caller());
            }
        };
        Thread thread = new Thread(null, task, "jsonata", STACK_BYTES);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            evaluator.places().release(evaluator.caller());
            throw new EvaluationUnavailableException("The expression was not evaluated. No thread is available.");
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case EvaluationException e -> e;
            case EvaluationUnavailableException e -> e;
            case InvalidDefinitionException e -> e;
            case StackOverflowError _ -> EvaluationException.query("Evaluation stopped: it is nested too deeply.");
            case OutOfMemoryError _ -> EvaluationException.query("Evaluation stopped: it uses too much memory.");
            default -> new IllegalStateException("JSONata evaluation failed unexpectedly.", cause);
        };
    }
}
