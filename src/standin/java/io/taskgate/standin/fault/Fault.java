package io.taskgate.standin.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.standin.definition.StatesJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// A fault rule: the matching calls, the number and probability of faults, and their effect.
///
/// @param operation such as `SendTaskSuccess`, `Send*`, `dynamodb:PutItem`, `s3:*`, or `*` for any
/// @param times the maximum number of calls it hits
/// @param after the number of calls that pass first
/// @param probability of hitting a call, 0 to 1
/// @param seed of the random numbers
/// @param delay of [Kind#LATENCY] and [Kind#REORDER]; ignored by other kinds
/// @param spread the maximum random addition to the delay
/// @param status of [Kind#ERROR], 500 to 599
/// @param bytesPerSecond of [Kind#DRIP]
public record Fault(
        String operation,
        Kind kind,
        int times,
        int after,
        double probability,
        long seed,
        Duration delay,
        Duration spread,
        int status,
        int bytesPerSecond) {

    private static final int ANY = Integer.MAX_VALUE;
    private static final int SLOW = 1_024;

    /// The kinds of faults.
    public enum Kind {
        /// The service's own throttling error; nothing applied.
        THROTTLE,
        /// HTTP 500, or another 5xx; nothing applied.
        ERROR,
        /// The service's own access error; nothing applied.
        DENY,
        /// The connection closes and nothing was applied.
        DROP_BEFORE,
        /// Applied, then the connection closes without a reply.
        DROP_AFTER,
        /// The connection is reset and nothing was applied.
        RESET_BEFORE,
        /// Applied, then the connection is reset.
        RESET_AFTER,
        /// Applied; the connection closes after half of the reply's body.
        HALF_BODY,
        /// Applied; the response is sent slowly.
        DRIP,
        /// Served after a delay.
        LATENCY,
        /// PutEvents only: the call succeeds and its first entry fails with InternalFailure.
        FAIL_ENTRY,
        /// Events only: delivered twice.
        DUPLICATE,
        /// Events only: delayed, so that later ones overtake it.
        REORDER;

        static Kind of(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.written().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown kind '" + name + "', known: "
                            + Arrays.stream(values()).map(Kind::written).toList()));
        }

        public String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Fault {
        if (times < 0 || after < 0 || !(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("times and after begin at 0, and probability is 0 to 1");
        }
        if (status < 500 || status > 599) {
            throw new IllegalArgumentException("status is 500 to 599, not " + status);
        }
        if (delay.isNegative() || spread.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException("millis begin at 0, maxMillis at minMillis, and bytesPerSecond at 1");
        }
    }

    public Fault(String operation, Kind kind, int times, Duration delay) {
        this(operation, kind, times, 0, 1, 0, delay, Duration.ZERO, 500, SLOW);
    }

    public static Fault of(String operation, Kind kind, int times) {
        return new Fault(operation, kind, times, Duration.ZERO);
    }

    /// @throws IllegalArgumentException naming the field
    public static Fault read(JsonNode rule) {
        Kind kind = Kind.of(rule.path("kind").asText());
        long least = rule.path("minMillis").asLong(rule.path("millis").asLong(kind == Kind.REORDER ? 1_000 : 0));
        long most = rule.path("maxMillis").asLong(least);
        return new Fault(
                rule.path("operation").asText("*"),
                kind,
                rule.path("times").asInt(ANY),
                rule.path("after").asInt(0),
                rule.path("probability").asDouble(1),
                rule.path("seed").asLong(0),
                Duration.ofMillis(least),
                Duration.ofMillis(most - least),
                rule.path("status").asInt(500),
                rule.path("bytesPerSecond").asInt(SLOW));
    }

    ObjectNode written() {
        ObjectNode rule = StatesJson.object().put("operation", operation).put("kind", kind.written());
        if (times != ANY) {
            rule.put("times", times);
        }
        return rule.put("after", after)
                .put("probability", probability)
                .put("seed", seed)
                .put("minMillis", delay.toMillis())
                .put("maxMillis", delay.plus(spread).toMillis())
                .put("status", status)
                .put("bytesPerSecond", bytesPerSecond);
    }

    /// Returns whether the rule matches calls of this operation.
    boolean means(OperationName called) {
        if (kind == Kind.FAIL_ENTRY && !called.equals(OperationName.PUT_EVENTS)) {
            return false;
        }
        boolean ofDeliveries = kind == Kind.DUPLICATE || kind == Kind.REORDER;
        if (called.equals(OperationName.DELIVERY) ? !ofDeliveries && operation.equals("*") : ofDeliveries) {
            return false;
        }
        return called.fits(operation);
    }

    /// Returns the delay of the response or delivery, from a random number between 0 and 1.
    Duration delay(double dice) {
        return delay.plusMillis((long) (spread.toMillis() * dice));
    }
}
