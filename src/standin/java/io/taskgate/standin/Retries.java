package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The Retry field of one state while it is tried: each retrier counts for itself, the state counts all.
final class Retries {

    private static final int DEFAULT_ATTEMPTS = 3;
    private static final double DEFAULT_RATE = 2.0;

    private final JsonNode retriers;
    private final int[] used;

    Retries(JsonNode retriers) {
        this.retriers = retriers;
        this.used = new int[retriers.size()];
    }

    /// How often the state was tried again.
    int count() {
        return Arrays.stream(used).sum();
    }

    /// How long to wait before the next try; empty when there is none.
    Optional<Duration> next(StateFailure failure) {
        for (int i = 0; i < used.length; i++) {
            JsonNode retrier = retriers.get(i);
            if (!failure.matches(retrier.path("ErrorEquals"))) {
                continue;
            }
            if (used[i] >= retrier.path("MaxAttempts").asInt(DEFAULT_ATTEMPTS)) {
                return Optional.empty();
            }
            double seconds = retrier.path("IntervalSeconds").asDouble(1)
                    * Math.pow(retrier.path("BackoffRate").asDouble(DEFAULT_RATE), used[i]++);
            double longest = retrier.path("MaxDelaySeconds").asDouble(Double.MAX_VALUE);
            return Optional.of(Duration.ofMillis((long) (Math.min(seconds, longest) * 1000)));
        }
        return Optional.empty();
    }
}
