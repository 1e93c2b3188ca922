package io.taskgate.callback.stepfunctions;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskgate.ratelimit.AdaptiveTokenBucket;
import io.taskgate.ratelimit.Priority;
import io.taskgate.ratelimit.PriorityRateLimiter;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Limits SendTask* calls to this process's part of the account's quota. AWS has a token bucket for each
/// operation (aws-contract: "Token buckets"), and so has this class. Heartbeats may have fewer calls in flight
/// than completions, so that a slow Step Functions leaves connections for these. Retries nothing: that is the
/// caller's. Thread-safe.
@Singleton
public final class SendTaskRateLimiter {

    private static final int MAX_COMPLETIONS = 128;
    private static final int MAX_HEARTBEATS = 64;

    /// The operations with a quota.
    public enum Operation {
        SUCCESS(MAX_COMPLETIONS),
        FAILURE(MAX_COMPLETIONS),
        HEARTBEAT(MAX_HEARTBEATS);

        private final int maxConcurrent;

        Operation(int underWay) {
            this.maxConcurrent = underWay;
        }
    }

    /// The account's quota of each operation, and the part of it that this process may use.
    ///
    /// @param burst the size of the token bucket
    /// @param rate the refill per second
    /// @param share the part of both for this process; above 0, at most 1
    public record Limits(double burst, double rate, double share) {}

    private final Sleeper sleeper;
    private final MeterProvider<Timer> waits;
    private final Map<Operation, PriorityRateLimiter> limiters = new EnumMap<>(Operation.class);

    /// Creates a rate limiter.
    ///
    /// @param meters the registry of `taskgate.quota.wait`: how long calls waited for a permit, and whether
    ///     they got one
    public SendTaskRateLimiter(Limits limits, Sleeper sleeper, MeterRegistry meters) {
        this.sleeper = sleeper;
        waits = Timer.builder("taskgate.quota.wait")
                .description("Waits for a turn under the quota of SendTask*")
                .withRegistry(meters);
        for (Operation operation : Operation.values()) {
            AdaptiveTokenBucket bucket = new AdaptiveTokenBucket(
                    Math.max(1, limits.burst() * limits.share()), limits.rate() * limits.share(), sleeper.nanoTime());
            limiters.put(operation, new PriorityRateLimiter(bucket, operation.maxConcurrent, sleeper));
        }
    }

    /// Makes one call when a permit is free: within a second for [Priority#FRESH], two for [Priority#BACKLOG].
    ///
    /// @return empty if there was no permit; then nothing was sent
    public Optional<StepFunctions.Reply> send(
            Operation operation, Priority priority, Supplier<StepFunctions.Reply> call) throws InterruptedException {
        PriorityRateLimiter limiter = limiter(operation);
        long from = sleeper.nanoTime();
        if (!limiter.tryAcquire(priority)) {
            recordWait(operation, priority, false, Duration.ofNanos(sleeper.nanoTime() - from));
            return Optional.empty();
        }
        try {
            recordWait(operation, priority, true, Duration.ofNanos(sleeper.nanoTime() - from));
            StepFunctions.Reply reply = call.get();
            if (reply instanceof StepFunctions.Reply.NotApplied(var _, boolean throttled) && throttled) {
                limiter.onThrottled();
            }
            return Optional.of(reply);
        } finally {
            limiter.release();
        }
    }

    private void recordWait(Operation operation, Priority priority, boolean through, Duration time) {
        waits.withTags(
                        "operation",
                        wireName(operation),
                        "priority",
                        wireName(priority),
                        "acquired",
                        String.valueOf(through))
                .record(time);
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Returns whether one more call may wait. A hint, which may be wrong a moment later.
    public boolean hasCapacity(Operation operation, Priority priority) {
        return limiter(operation).hasRoom(priority);
    }

    /// Returns whether this many more calls may wait. The result is a hint.
    public boolean hasCapacity(Operation operation, Priority priority, int more) {
        return limiter(operation).hasRoom(priority, more);
    }

    /// Returns the use of this process's part of the quota.
    public PriorityRateLimiter.Usage usage(Operation operation) {
        return limiter(operation).usage();
    }

    private PriorityRateLimiter limiter(Operation operation) {
        PriorityRateLimiter limiter = limiters.get(operation);
        if (limiter == null) {
            throw new IllegalStateException("Every operation has a rate limiter.");
        }
        return limiter;
    }
}
