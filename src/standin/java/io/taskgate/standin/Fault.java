package io.taskgate.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// A rule of misbehaviour: the next `times` calls of `operation` (`*` for any) go wrong in this way.
///
/// @param delay how long [Kind#LATENCY] waits before it serves the call; the other kinds ignore it
public record Fault(String operation, Kind kind, int times, Duration delay) {

    /// What goes wrong.
    public enum Kind {
        /// ThrottlingException; nothing applied.
        THROTTLE,
        /// HTTP 500; nothing applied.
        ERROR,
        /// The connection closes and nothing was applied.
        DROP_BEFORE,
        /// Applied, then the connection closes without a reply.
        DROP_AFTER,
        /// Served, late.
        LATENCY,
        /// AccessDeniedException; nothing applied.
        DENY,
        /// PutEvents only: the call succeeds and its first entry fails with InternalFailure.
        FAIL_ENTRY;

        static Kind of(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.written().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown kind '" + name + "', known: "
                            + Arrays.stream(values()).map(Kind::written).toList()));
        }

        String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Fault of(String operation, Kind kind, int times) {
        return new Fault(operation, kind, times, Duration.ZERO);
    }

    static Fault read(JsonNode rule) {
        return new Fault(
                rule.path("operation").asText("*"),
                Kind.of(rule.path("kind").asText()),
                rule.path("times").asInt(Integer.MAX_VALUE),
                Duration.ofMillis(rule.path("millis").asLong(0)));
    }

    boolean meets(String called) {
        return times > 0 && (operation.equals("*") || operation.equals(called));
    }

    Fault once() {
        return new Fault(operation, kind, times - 1, delay);
    }
}
