package io.taskgate.ratelimit;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;

/// Limits the calls of one operation to the rate of the account. Thread-safe.
public final class RateLimiter {

    private final AdaptiveTokenBucket bucket;
    private final Sleeper pauses;

    public RateLimiter(double burst, double refill, Sleeper pauses) {
        this.bucket = new AdaptiveTokenBucket(burst, refill, pauses.nanoTime());
        this.pauses = pauses;
    }

    public void pass() throws InterruptedException {
        long wait = take();
        while (wait > 0) {
            pauses.pause(Duration.ofNanos(wait));
            wait = take();
        }
    }

    /// @return 0 if a token was taken; otherwise the time until one may be available, in nanoseconds
    private synchronized long take() {
        long now = pauses.nanoTime();
        return bucket.tryTake(now) ? 0 : Math.max(1, bucket.nanosToToken(now));
    }

    /// Takes a token only if one is available now.
    public synchronized boolean tryAcquire() {
        return bucket.tryTake(pauses.nanoTime());
    }

    /// Slows down, because AWS throttled the call.
    public synchronized void throttled() {
        bucket.throttled(pauses.nanoTime());
    }
}
