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

/// Takes events side by side, and no longer than an API destination of EventBridge waits: it gives up after 5 s
/// and tries again. What is not through by then goes on, and is found done by the next try. Safe for many
/// threads.
@Singleton
final class EventDeadlineExecutor {

    /// Leaves a second for the way there and back.
    private static final Duration MOST = Duration.ofSeconds(4);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    interface Work extends Callable<EventResult> {
        @Override
        EventResult call();
    }

    /// @return in the order of the work; what is not through in time is [EventResult.NotNow]
    List<EventResult> inTime(List<Work> work) {
        long end = System.nanoTime() + MOST.toNanos();
        List<Future<EventResult>> underWay = work.stream().map(threads::submit).toList();
        List<EventResult> taken = new ArrayList<>();
        for (Future<EventResult> one : underWay) {
            taken.add(inTime(one, end));
        }
        return taken;
    }

    private static EventResult inTime(Future<EventResult> one, long end) {
        try {
            return one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new EventResult.NotNow("it takes longer than EventBridge waits");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new EventResult.NotNow("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
