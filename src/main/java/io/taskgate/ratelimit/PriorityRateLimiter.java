package io.taskgate.ratelimit;

import io.taskgate.runtime.Sleeper;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Limits the rate and the concurrency of one operation. Only the next waiter polls the bucket; the others
/// sleep until they are signalled. Thread-safe.
public final class PriorityRateLimiter {

    /// The minimum capacity of a priority.
    private static final int MIN_CAPACITY = 256;

    /// The sweep runs once a second: the queue must hold what passes until the next sweep.
    private static final double SECONDS_HELD = 1.5;

    /// Together with the duration of a call and the attempts of a report, this stays below its lease
    /// (`REPORT_LEASE`).
    private static final long FRESH_WAIT = TimeUnit.SECONDS.toNanos(1);

    private static final long BACKLOG_WAIT = TimeUnit.SECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final AdaptiveTokenBucket bucket;
    private final FairPriorityQueue<Waiter> queue;
    private final int maxConcurrent;
    private final Sleeper sleeper;
    private int inFlight;

    public PriorityRateLimiter(AdaptiveTokenBucket bucket, int maxConcurrent, Sleeper sleeper) {
        this.bucket = bucket;
        this.queue = new FairPriorityQueue<>((int) Math.max(MIN_CAPACITY, SECONDS_HELD * bucket.rate()));
        this.maxConcurrent = maxConcurrent;
        this.sleeper = sleeper;
    }

    private static final class Waiter {
        private final Condition signal;
        private boolean granted;

        Waiter(Condition signal) {
            this.signal = signal;
        }
    }

    /// Waits for a permit, at most one or two seconds depending on the priority. The caller must [#release()] it.
    ///
    /// @return false if the queue was full, or no permit was available in time
    public boolean tryAcquire(Priority priority) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!queue.hasRoom(priority)) {
                return false;
            }
            Waiter waiter = new Waiter(lock.newCondition());
            queue.add(priority, waiter);
            try {
                await(waiter, sleeper.nanoTime() + maxWait(priority));
                return waiter.granted;
            } catch (InterruptedException e) {
                // Signalled and interrupted at once: without this, nothing would release the permit.
                inFlight -= waiter.granted ? 1 : 0;
                throw e;
            } finally {
                queue.remove(priority, waiter);
                signalNext();
            }
        } finally {
            lock.unlock();
        }
    }

    public void release() {
        lock.lock();
        try {
            inFlight--;
            signalNext();
        } finally {
            lock.unlock();
        }
    }

    public void onThrottled() {
        lock.lock();
        try {
            bucket.onThrottled(sleeper.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    public boolean hasRoom(Priority priority) {
        return hasRoom(priority, 1);
    }

    /// Returns whether this number of calls may wait in addition.
    public boolean hasRoom(Priority priority, int more) {
        lock.lock();
        try {
            return queue.hasRoom(priority, more);
        } finally {
            lock.unlock();
        }
    }

    /// The use of a rate limiter at one moment.
    ///
    /// @param limit the capacity of the bucket, in calls
    /// @param used  the part of it that is used and not refilled yet, in calls
    /// @param rate  the refill in calls per second, lower for some time after AWS throttled a call
    public record Usage(double limit, double used, double rate) {}

    public Usage usage() {
        lock.lock();
        try {
            double available = bucket.available(sleeper.nanoTime());
            return new Usage(bucket.burst(), bucket.burst() - available, bucket.rate());
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, long end) throws InterruptedException {
        while (true) {
            long now = sleeper.nanoTime();
            grantPermits(now);
            if (waiter.granted || end - now <= 0) {
                return;
            }
            boolean nearest = inFlight < maxConcurrent
                    && queue.next().filter(next -> next == waiter).isPresent();
            long token = nearest ? bucket.nanosToToken(now) : Long.MAX_VALUE;
            sleeper.await(waiter.signal, Math.min(token, end - now));
        }
    }

    private void grantPermits(long now) {
        Optional<Waiter> next = queue.next();
        while (next.isPresent() && inFlight < maxConcurrent && bucket.tryAcquire(now)) {
            queue.removeNext();
            inFlight++;
            next.get().granted = true;
            next.get().signal.signal();
            next = queue.next();
        }
    }

    private void signalNext() {
        queue.next().ifPresent(next -> next.signal.signal());
    }

    private static long maxWait(Priority priority) {
        return switch (priority) {
            case FRESH -> FRESH_WAIT;
            case BACKLOG -> BACKLOG_WAIT;
        };
    }
}
