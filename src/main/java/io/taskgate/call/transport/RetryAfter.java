package io.taskgate.call.transport;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parses the delay that a service requests with `Retry-After` (RFC 9110, 10.2.3).
final class RetryAfter {

    /// The maximum: a longer delay has the same effect.
    private static final Duration MAX_DELAY = Duration.ofDays(1);

    private RetryAfter() {}

    /// @param header seconds, or an HTTP date; null for none
    /// @return empty if the header is invalid; never negative, and a day at most
    static Optional<Duration> of(@Nullable String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String text = header.strip();
        return (text.matches("\\d+")
                        ? Optional.of(seconds(text))
                        : until(text).map(then -> Duration.between(now, then)))
                .map(RetryAfter::bounded);
    }

    private static Duration seconds(String digits) {
        return Duration.ofSeconds(new BigInteger(digits)
                .min(BigInteger.valueOf(MAX_DELAY.toSeconds()))
                .longValue());
    }

    private static Duration bounded(Duration asked) {
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : asked;
    }

    private static Optional<Instant> until(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
