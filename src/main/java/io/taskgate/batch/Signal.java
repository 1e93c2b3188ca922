package io.taskgate.batch;

import io.taskgate.callback.Pauses;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a driver is told from outside: which of its runners have ended, and when to stop. Safe for many threads.
final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private Map<Long, Boolean> ended = new HashMap<>();
    private boolean stopped;

    void ended(long index, boolean failed) {
        lock.lock();
        try {
            ended.put(index, failed);
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

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /// What has ended since the last call, and whether it failed; waits for something, at most so long.
    Map<Long, Boolean> await(Duration most, Pauses pauses) throws InterruptedException {
        long end = pauses.nanoTime() + most.toNanos();
        lock.lock();
        try {
            long left = most.toNanos();
            while (ended.isEmpty() && !stopped && left > 0) {
                pauses.await(told, left);
                left = end - pauses.nanoTime();
            }
            Map<Long, Boolean> news = ended;
            ended = new HashMap<>();
            return news;
        } finally {
            lock.unlock();
        }
    }
}
