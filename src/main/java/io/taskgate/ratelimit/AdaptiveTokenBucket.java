package io.taskgate.ratelimit;

/// A token bucket that learns from being throttled: the rate is halved, at most once a second and down to a
/// 64th, and
/// every second without is worth a 50th of the full rate. Times are of a monotonic clock, in nanoseconds. Not
/// safe for
/// many threads.
public final class AdaptiveTokenBucket {

    private static final long SECOND = 1_000_000_000L;
    private static final double LEAST = 1.0 / 64;
    private static final double RECOVERY = 1.0 / 50;

    private final double burst;
    private final double refill;
    private double tokens;
    private double factor = 1;
    private long filledAt;
    private long halvedAt;
    private long goodSince;

    /// @param burst  tokens that it holds, at least 1; it is full at first
    /// @param refill tokens a second
    public AdaptiveTokenBucket(double burst, double refill, long now) {
        this.burst = burst;
        this.refill = refill;
        this.tokens = burst;
        this.filledAt = now;
        this.halvedAt = now - SECOND;
        this.goodSince = now;
    }

    public boolean tryTake(long now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /// How long until there is a token, if nobody else takes it; 0 where there is one.
    public long nanosToToken(long now) {
        fill(now);
        return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / rate() * SECOND);
    }

    /// AWS says that its bucket is empty. So is this one then.
    public void throttled(long now) {
        fill(now);
        goodSince = now;
        if (now - halvedAt >= SECOND) {
            factor = Math.max(LEAST, factor / 2);
            halvedAt = now;
            tokens = 0;
        }
    }

    /// Tokens a second, as of the last call.
    double rate() {
        return refill * factor;
    }

    private void fill(long now) {
        // Filled at the old rate first: what was earned while throttled was earned slowly.
        tokens = Math.min(burst, tokens + (now - filledAt) * rate() / SECOND);
        filledAt = now;
        long seconds = (now - goodSince) / SECOND;
        factor = Math.min(1, factor + seconds * RECOVERY);
        goodSince += seconds * SECOND;
    }
}
