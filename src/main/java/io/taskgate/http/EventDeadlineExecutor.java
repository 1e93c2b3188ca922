package io.taskgate.http;

import io.taskgate.event.EventResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Handles events in parallel within the timeout of an EventBridge API destination, which aborts after 5 s
/// and retries. Unfinished work continues, and the retry finds it done. Thread-safe.
@Singleton
final class EventDeadlineExecutor {

    /// Leaves a second for the round trip.
    private static final Duration MAX_TIME = Duration.ofSeconds(4);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    interface EventTask extends Callable<EventResult> {
        @Override
        EventResult call();
    }

    /// @return the results in the order of the work; unfinished work is [EventResult.NotNow]
    List<EventResult> runInTime(List<EventTask> work) {
        long end = System.nanoTime() + MAX_TIME.toNanos();
        List<Future<EventResult>> underWay = work.stream().map(threads::submit).toList();
        List<EventResult> results = new ArrayList<>();
        for (Future<EventResult> one : underWay) {
            results.add(runInTime(one, end));
        }
        return results;
    }

    private static EventResult runInTime(Future<EventResult> one, long end) {
        try {
            return one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new EventResult.NotNow("Processing exceeds the timeout of EventBridge.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new EventResult.NotNow("Processing was interrupted.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
