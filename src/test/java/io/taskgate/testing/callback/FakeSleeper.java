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

/// A monotonic clock that a pause moves on at once. Safe for many threads.
public final class FakeSleeper implements Sleeper {

    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean lookedAt = true;
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        lookedAt = false;
    }

    /// Whether a thread has read the current time. On a busy machine, a clock that always advances would outpace
    /// the threads that read it.
    public boolean isLookedAt() {
        return lookedAt;
    }

    /// Every pause that was made, in order.
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

    /// Looks again soon: the clock moves without a signal.
    @SuppressWarnings("WaitNotInLoop") // the caller's loop
    @Override
    public void await(Condition condition, long nanos) throws InterruptedException {
        var _ = condition.await(1, TimeUnit.MILLISECONDS);
    }

    /// By the machine's clock: what it waits for runs on real threads.
    @Override
    public <T> T await(CompletableFuture<T> future, Duration atMost)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
