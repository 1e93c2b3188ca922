package io.taskgate.batch.runner;

import io.taskgate.batch.request.RunnerName;
import io.taskgate.runtime.Sleeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Signals to a driver: the runners that have ended, and the request to stop. Thread-safe.
public final class BatchSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private Map<Long, Ended> ended = new HashMap<>();
    private boolean woken;
    private boolean stopped;

    /// The end of a runner.
    ///
    /// @param attempt the attempt of the batch that started it: the next attempt may have its items by now
    public record Ended(int attempt, boolean failed) {}

    void ended(RunnerName runner, boolean failed) {
        lock.lock();
        try {
            ended.merge(
                    runner.index(),
                    new Ended(runner.attempt(), failed),
                    (before, now) -> before.attempt() > now.attempt() ? before : now);
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Wakes the driver for another reason than a runner's end.
    public void wake() {
        lock.lock();
        try {
            woken = true;
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    public boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a signal, and returns the runners that have ended since the last call, by index.
    public Map<Long, Ended> await(Duration most, Sleeper sleeper) throws InterruptedException {
        long end = sleeper.nanoTime() + most.toNanos();
        lock.lock();
        try {
            long left = most.toNanos();
            while (ended.isEmpty() && !woken && !stopped && left > 0) {
                sleeper.await(told, left);
                left = end - sleeper.nanoTime();
            }
            Map<Long, Ended> news = ended;
            ended = new HashMap<>();
            woken = false;
            return news;
        } finally {
            lock.unlock();
        }
    }
}
