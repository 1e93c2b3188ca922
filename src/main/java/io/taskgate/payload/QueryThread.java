package io.taskgate.payload;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Work on a thread of its own, with a stack that its depth can't fill and a caller that doesn't wait for ever. The
/// library keeps its state in the thread: with the thread it goes.
final class QueryThread {

    private static final long STACK_BYTES = 16L << 20;

    /// What never ends keeps its place here, so that there are never many of them.
    private static final Semaphore PLACES = QueryPlaces.ROUTES.places;

    private QueryThread() {}

    /// @throws EvaluationException when it fails, doesn't end in time, or too many others don't
    static <T> T call(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            if (!PLACES.tryAcquire(QueryBounds.TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                throw EvaluationException.query("was not tried: too many others are being evaluated");
            }
            start(work, result);
            return result.get(2 * QueryBounds.TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw EvaluationException.query("was left behind: it takes too long");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw EvaluationException.query("was interrupted");
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static <T> void start(Supplier<T> work, CompletableFuture<T> result) {
        Runnable task = () -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                PLACES.release();
            }
        };
        Thread thread = new Thread(null, task, "jsonata", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private static RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case EvaluationException e -> e;
            case InvalidShapeException e -> e;
            case StackOverflowError _ -> EvaluationException.query("was stopped: it goes too deep");
            case OutOfMemoryError _ -> EvaluationException.query("was stopped: it uses too much memory");
            default -> new IllegalStateException("evaluating JSONata", cause);
        };
    }
}
