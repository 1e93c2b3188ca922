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
    private static final int PLACES = 256;

    /// The sweep runs once a second: the queue must hold what passes until the next sweep.
    private static final double SECONDS_HELD = 1.5;

    /// Together with the duration of a call and the attempts of a report, this stays below its lease
    /// ([io.taskgate.callback.model.ProtocolTimings#LEASE]).
    private static final long FRESH_WAIT = TimeUnit.SECONDS.toNanos(1);

    private static final long BACKLOG_WAIT = TimeUnit.SECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final AdaptiveTokenBucket bucket;
    private final FairPriorityQueue<Waiter> lanes;
    private final int mostUnderWay;
    private final Sleeper pauses;
    private int underWay;

    public PriorityRateLimiter(AdaptiveTokenBucket bucket, int mostUnderWay, Sleeper pauses) {
        this.bucket = bucket;
        this.lanes = new FairPriorityQueue<>((int) Math.max(PLACES, SECONDS_HELD * bucket.rate()));
        this.mostUnderWay = mostUnderWay;
        this.pauses = pauses;
    }

    private static final class Waiter {
        private final Condition called;
        private boolean through;

        Waiter(Condition called) {
            this.called = called;
        }
    }

    /// Waits for a permit. The caller must [#leave()] afterwards.
    ///
    /// @return false if the queue was full, or no permit was available in time
    public boolean enter(Priority lane) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!lanes.hasRoom(lane)) {
                return false;
            }
            Waiter waiter = new Waiter(lock.newCondition());
            lanes.add(lane, waiter);
            try {
                await(waiter, pauses.nanoTime() + wait(lane));
                return waiter.through;
            } catch (InterruptedException e) {
                // Signalled and interrupted at once: without this, nothing would release the permit.
                underWay -= waiter.through ? 1 : 0;
                throw e;
            } finally {
                lanes.remove(lane, waiter);
                callNext();
            }
        } finally {
            lock.unlock();
        }
    }

    public void leave() {
        lock.lock();
        try {
            underWay--;
            callNext();
        } finally {
            lock.unlock();
        }
    }

    public void throttled() {
        lock.lock();
        try {
            bucket.throttled(pauses.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    public boolean hasRoom(Priority lane) {
        return hasRoom(lane, 1);
    }

    /// Whether so many more may wait.
    public boolean hasRoom(Priority lane, int more) {
        lock.lock();
        try {
            return lanes.hasRoom(lane, more);
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter, long end) throws InterruptedException {
        while (true) {
            long now = pauses.nanoTime();
            letThrough(now);
            if (waiter.through || end - now <= 0) {
                return;
            }
            boolean nearest = underWay < mostUnderWay
                    && lanes.next().filter(next -> next == waiter).isPresent();
            long token = nearest ? bucket.nanosToToken(now) : Long.MAX_VALUE;
            pauses.await(waiter.called, Math.min(token, end - now));
        }
    }

    private void letThrough(long now) {
        Optional<Waiter> next = lanes.next();
        while (next.isPresent() && underWay < mostUnderWay && bucket.tryTake(now)) {
            lanes.pass();
            underWay++;
            next.get().through = true;
            next.get().called.signal();
            next = lanes.next();
        }
    }

    private void callNext() {
        lanes.next().ifPresent(next -> next.called.signal());
    }

    private static long wait(Priority lane) {
        return switch (lane) {
            case FRESH -> FRESH_WAIT;
            case BACKLOG -> BACKLOG_WAIT;
        };
    }
}
