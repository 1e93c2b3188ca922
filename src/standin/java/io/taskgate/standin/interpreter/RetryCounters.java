package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taskgate.standin.definition.StatesJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The Retry field of one state while it is tried: each retrier counts for itself, the state counts all.
public final class RetryCounters {

    private static final int DEFAULT_ATTEMPTS = 3;
    private static final double DEFAULT_RATE = 2.0;

    private final JsonNode retriers;
    private final int[] used;

    RetryCounters(JsonNode retriers) {
        this.retriers = retriers;
        this.used = new int[retriers.size()];
    }

    ArrayNode used() {
        ArrayNode counts = StatesJson.MAPPER.createArrayNode();
        Arrays.stream(used).forEach(counts::add);
        return counts;
    }

    /// Counts as they were.
    void use(JsonNode counts) {
        for (int i = 0; i < used.length; i++) {
            used[i] = counts.path(i).asInt();
        }
    }

    /// Returns the number of retries of the state.
    int count() {
        return Arrays.stream(used).sum();
    }

    /// Returns the delay before the next attempt; empty if there is none.
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
            long millis = (long) (Math.min(seconds, longest) * 1000);
            boolean jitter = retrier.path("JitterStrategy").asText().equals("FULL");
            return Optional.of(
                    Duration.ofMillis(jitter ? ThreadLocalRandom.current().nextLong(millis + 1) : millis));
        }
        return Optional.empty();
    }
}
