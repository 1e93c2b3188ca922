package io.taskgate.standin.interpreter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taskgate.standin.definition.StatesJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// The retries of one state: each retrier has its own count, and the state has the total.
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

    /// Restores saved counts.
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
        OptionalInt matching = matching(retriers, failure);
        if (matching.isEmpty()) {
            return Optional.empty();
        }
        int i = matching.getAsInt();
        JsonNode retrier = retriers.get(i);
        Optional<Duration> delay = delay(retrier, used[i]);
        delay.ifPresent(_ -> used[i]++);
        boolean jitter = retrier.path("JitterStrategy").asText().equals("FULL");
        return jitter
                ? delay.map(
                        longest -> Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest.toMillis() + 1)))
                : delay;
    }

    /// Returns the first retrier for a failure.
    public static OptionalInt matching(JsonNode retriers, StateFailure failure) {
        return IntStream.range(0, retriers.size())
                .filter(i -> failure.matches(retriers.get(i).path("ErrorEquals")))
                .findFirst();
    }

    /// Returns the delay before the next attempt, without jitter; empty if there are no attempts left.
    ///
    /// @param used the number of attempts of the retrier so far
    public static Optional<Duration> delay(JsonNode retrier, int used) {
        if (used >= retrier.path("MaxAttempts").asInt(DEFAULT_ATTEMPTS)) {
            return Optional.empty();
        }
        double seconds = retrier.path("IntervalSeconds").asDouble(1)
                * Math.pow(retrier.path("BackoffRate").asDouble(DEFAULT_RATE), used);
        double longest = retrier.path("MaxDelaySeconds").asDouble(Double.MAX_VALUE);
        return Optional.of(Duration.ofMillis((long) (Math.min(seconds, longest) * 1000)));
    }
}
