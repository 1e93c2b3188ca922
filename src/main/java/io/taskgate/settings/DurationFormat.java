package io.taskgate.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import io.taskgate.payload.InvalidDefinitionException;
import java.time.Duration;

/// Parses durations, in the syntax of Quarkus: `500ms`, `30s`, `5m`, `1h`, `1h30m`, `30d`, a number of seconds, or
/// ISO 8601 (`PT30S`).
public final class DurationFormat {

    private DurationFormat() {}

    /// @throws InvalidDefinitionException with the correction
    public static Duration parse(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text.strip());
            if (duration != null && !duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // reported below
        }
        throw new InvalidDefinitionException("Invalid duration \"" + text
                + "\". Use a number with a unit, for example 500ms, 30s, 5m or 1h; d is a day.");
    }
}
