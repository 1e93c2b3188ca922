package io.taskgate.route.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.taskgate.payload.InvalidDefinitionException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Parses single values of the configuration. An invalid value throws [InvalidDefinitionException] with the
/// correction.
final class ConfigValueParser {

    private ConfigValueParser() {}

    static Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration == null || duration.toSeconds() < 1) {
                throw new InvalidDefinitionException("Invalid duration \"" + text + "\". The minimum is 1s.");
            }
            return duration;
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "Invalid duration \"" + text + "\". Use a number with a unit, for example 30s, 5m or 1h.");
        }
    }

    static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new InvalidDefinitionException(
                "Invalid service URL \"" + text + "\". Use http://host:port or https://host.");
    }

    static int count(String text, int least, int most) {
        if (text.matches("\\d{1,6}")) {
            int count = Integer.parseInt(text);
            if (count >= least && count <= most) {
                return count;
            }
        }
        throw new InvalidDefinitionException(
                "Invalid value \"" + text + "\". Expected an integer between " + least + " and " + most + ".");
    }

    static boolean flag(String text) {
        if (text.matches("(?i)true|false")) {
            return Boolean.parseBoolean(text);
        }
        throw new InvalidDefinitionException("Invalid value \"" + text + "\". Expected true or false.");
    }

    static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
