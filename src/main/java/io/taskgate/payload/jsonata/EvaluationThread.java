package io.taskgate.payload.jsonata;

import io.taskgate.payload.EvaluationException;
import io.taskgate.payload.EvaluationUnavailableException;
import io.taskgate.payload.InvalidDefinitionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work on a thread of its own, with a stack that its depth can't fill and a caller that doesn't wait for ever.
/// The library keeps its state in the thread: with the thread it goes.
public final class EvaluationThread {

    private static final long STACK_BYTES = 16L << 20;

    private EvaluationThread() {}

    /// @throws EvaluationException            when it fails
    /// @throws EvaluationUnavailableException when it doesn't end in time, or has no place because too many
    /// others don't
    public static <T> T call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CallerExpressions.Evaluator evaluator = CallerExpressions.current();
        try {
            if (!evaluator.places().take(evaluator.caller(), EvaluationLimits.TIME)) {
                throw new EvaluationUnavailableException(
                        "an expression was not evaluated: too many others are being evaluated");
            }
            start(work, result, evaluator);
            return result.get(2 * EvaluationLimits.TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new EvaluationUnavailableException("an expression was left behind: it did not end in time");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new EvaluationUnavailableException("an evaluation was interrupted");
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
            throw new EvaluationUnavailableException("an expression was not evaluated: there is no thread for it");
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case EvaluationException e -> e;
            case EvaluationUnavailableException e -> e;
            case InvalidDefinitionException e -> e;
            case StackOverflowError _ -> EvaluationException.query("was stopped: it goes too deep");
            case OutOfMemoryError _ -> EvaluationException.query("was stopped: it uses too much memory");
            default -> new IllegalStateException("evaluating JSONata", cause);
        };
    }
}
