package io.taskgate.ratelimit;

/// A token bucket that adapts to throttling: throttling halves the rate, at most once a second and down to a
/// 64th; every second without throttling adds a 50th of the full rate. Times are monotonic, in nanoseconds.
/// Not thread-safe.
public final class AdaptiveTokenBucket {

    private static final long SECOND = 1_000_000_000L;
    private static final double MIN_RATE_FACTOR = 1.0 / 64;
    private static final double RECOVERY = 1.0 / 50;

    private final double burst;
    private final double refill;
    private double tokens;
    private double factor = 1;
    private long filledAt;
    private long halvedAt;
    private long goodSince;

    /// @param burst  the capacity in tokens, at least 1; the bucket starts full
    /// @param refill tokens per second
    public AdaptiveTokenBucket(double burst, double refill, long now) {
        this.burst = burst;
        this.refill = refill;
        this.tokens = burst;
        this.filledAt = now;
        this.halvedAt = now - SECOND;
        this.goodSince = now;
    }

    public boolean tryAcquire(long now) {
        refill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /// Returns the time until a token is available; 0 if there is one.
    public long nanosToToken(long now) {
        refill(now);
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / rate() * SECOND);
    }

    /// Empties the bucket, because AWS reports that its own bucket is empty.
    public void onThrottled(long now) {
        refill(now);
        goodSince = now;
        if (now - halvedAt >= SECOND) {
            factor = Math.max(MIN_RATE_FACTOR, factor / 2);
            halvedAt = now;
            tokens = 0;
        }
    }

    /// Returns the tokens that can be taken now.
    double available(long now) {
        refill(now);
        return tokens;
    }

    double burst() {
        return burst;
    }

    /// Returns the rate in tokens per second, as of the last call.
    double rate() {
        return refill * factor;
    }

    private void refill(long now) {
        // Refilled at the old rate first: tokens earned while throttled were earned slowly.
        tokens = Math.min(burst, tokens + (now - filledAt) * rate() / SECOND);
        filledAt = now;
        long seconds = (now - goodSince) / SECOND;
        factor = Math.min(1, factor + seconds * RECOVERY);
        goodSince += seconds * SECOND;
    }
}
