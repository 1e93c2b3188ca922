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

/// Shapes what is sent to Step Functions to this process's part of the account's quota. Every SendTask* has a
/// bucket of
/// its own at AWS (aws-contract: "Token buckets"), and so a turnstile of its own here. Heartbeats may have
/// fewer calls
/// under way than completions, so that a slow Step Functions leaves connections for these. Tries nothing twice:
/// that is
/// the caller's, in one layer. Safe for many threads.
@Singleton
public final class SendTaskRateLimiter {

    private static final int COMPLETIONS_UNDER_WAY = 128;
    private static final int HEARTBEATS_UNDER_WAY = 64;

    /// What is spent.
    public enum Operation {
        SUCCESS(COMPLETIONS_UNDER_WAY),
        FAILURE(COMPLETIONS_UNDER_WAY),
        HEARTBEAT(HEARTBEATS_UNDER_WAY);

        private final int underWay;

        Operation(int underWay) {
            this.underWay = underWay;
        }
    }

    /// The account's quota of each operation, and the part of it that this process may use.
    ///
    /// @param burst  calls that may be made at once
    /// @param rate   calls a second
    /// @param share  of both; above 0, at most 1
    public record Limits(double burst, double rate, double share) {}

    private final Sleeper pauses;
    private final MeterProvider<Timer> waits;
    private final Map<Operation, PriorityRateLimiter> turnstiles = new EnumMap<>(Operation.class);

    /// @param meters gets `taskgate.quota.wait`: how long calls waited for their turn, and whether one came
    public SendTaskRateLimiter(Limits limits, Sleeper pauses, MeterRegistry meters) {
        this.pauses = pauses;
        waits = Timer.builder("taskgate.quota.wait")
                .description("Waits for a turn under the quota of SendTask*")
                .withRegistry(meters);
        for (Operation operation : Operation.values()) {
            AdaptiveTokenBucket bucket = new AdaptiveTokenBucket(
                    Math.max(1, limits.burst() * limits.share()), limits.rate() * limits.share(), pauses.nanoTime());
            turnstiles.put(operation, new PriorityRateLimiter(bucket, operation.underWay, pauses));
        }
    }

    /// One call, when its turn comes: within a second for [Priority#FRESH], two for [Priority#BACKLOG].
    ///
    /// @return empty where no turn came; then nothing was sent
    public Optional<StepFunctions.Reply> send(Operation operation, Priority lane, Supplier<StepFunctions.Reply> call)
            throws InterruptedException {
        PriorityRateLimiter turnstile = turnstile(operation);
        long from = pauses.nanoTime();
        if (!turnstile.enter(lane)) {
            waited(operation, lane, false, Duration.ofNanos(pauses.nanoTime() - from));
            return Optional.empty();
        }
        try {
            waited(operation, lane, true, Duration.ofNanos(pauses.nanoTime() - from));
            StepFunctions.Reply reply = call.get();
            if (reply instanceof StepFunctions.Reply.NotApplied(var _, boolean throttled) && throttled) {
                turnstile.throttled();
            }
            return Optional.of(reply);
        } finally {
            turnstile.leave();
        }
    }

    private void waited(Operation operation, Priority lane, boolean through, Duration time) {
        waits.withTags("operation", word(operation), "priority", word(lane), "acquired", String.valueOf(through))
                .record(time);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Whether one more may wait. A hint: it may be gone a moment later.
    public boolean hasRoom(Operation operation, Priority lane) {
        return turnstile(operation).hasRoom(lane);
    }

    private PriorityRateLimiter turnstile(Operation operation) {
        PriorityRateLimiter turnstile = turnstiles.get(operation);
        if (turnstile == null) {
            throw new IllegalStateException("every operation has a turnstile");
        }
        return turnstile;
    }
}
