package io.taskgate.ratelimit;

import io.taskgate.runtime.Sleeper;
import java.time.Duration;

/// Lets calls of one operation through at the account's rate, each as soon as there is a token for it. Safe for
/// many
/// threads.
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

    /// @return 0 where a token was taken; otherwise how long until there may be one, in nanoseconds
    private synchronized long take() {
        long now = pauses.nanoTime();
        return bucket.tryTake(now) ? 0 : Math.max(1, bucket.nanosToToken(now));
    }

    /// Passes only where there is a token now.
    public synchronized boolean tryPass() {
        return bucket.tryTake(pauses.nanoTime());
    }

    /// AWS says that this was too fast.
    public synchronized void throttled() {
        bucket.throttled(pauses.nanoTime());
    }
}
