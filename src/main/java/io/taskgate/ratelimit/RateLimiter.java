package io.taskgate.ratelimit;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;

/// Limits the calls of one operation to the rate of the account. Thread-safe.
public final class RateLimiter {

    private final AdaptiveTokenBucket bucket;
    private final Sleeper sleeper;

    public RateLimiter(double burst, double refill, Sleeper sleeper) {
        this.bucket = new AdaptiveTokenBucket(burst, refill, sleeper.nanoTime());
        this.sleeper = sleeper;
    }

    public void acquire() throws InterruptedException {
        long wait = tryTake();
        while (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait));
            wait = tryTake();
        }
    }

    /// @return 0 if a token was taken; otherwise the time until one may be available, in nanoseconds
    private synchronized long tryTake() {
        long now = sleeper.nanoTime();
        return bucket.tryAcquire(now) ? 0 : Math.max(1, bucket.nanosToToken(now));
    }

    /// Takes a token only if one is available now.
    public synchronized boolean tryAcquire() {
        return bucket.tryAcquire(sleeper.nanoTime());
    }

    /// Slows down, because AWS throttled the call.
    public synchronized void onThrottled() {
        bucket.onThrottled(sleeper.nanoTime());
    }
}
