package io.taskgate.testing.callback;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/// A monotonic clock that every pause advances immediately. Thread-safe.
public final class FakeSleeper implements Sleeper {

    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean lookedAt = true;
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        lookedAt = false;
    }

    /// Set when a thread has read the current time. On a busy machine, a clock that always advances would
    /// outpace the threads that read it.
    public boolean isLookedAt() {
        return lookedAt;
    }

    /// Returns all pauses in order.
    public List<Duration> made() {
        return List.copyOf(pauses);
    }

    @Override
    public long nanoTime() {
        lookedAt = true;
        return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
        pauses.add(duration);
        advance(duration);
    }

    /// Wakes up soon to check again, because the clock advances without a signal.
    @SuppressWarnings("WaitNotInLoop") // the caller has the loop
    @Override
    public void await(Condition condition, long nanos) throws InterruptedException {
        var _ = condition.await(1, TimeUnit.MILLISECONDS);
    }

    /// Uses the machine's clock, because the awaited work runs on real threads.
    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
