package io.taskgate.aws;

import io.taskgate.callback.ClockHealth;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Compares this process's clock with the `Date` header of AWS's replies.
@Singleton
final class AwsClock implements ClockHealth, ExecutionInterceptor {

    /// Two seconds, and one more because `Date` has whole seconds only.
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    private final Clock clock;
    private volatile boolean trusted = true;
    private volatile Told last = new Told("", Instant.EPOCH);

    private record Told(String date, Instant at) {}

    AwsClock(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        context.httpResponse().firstMatchingHeader("Date").ifPresent(this::compare);
    }

    void compare(String date) {
        try {
            Told told = last;
            if (!told.date().equals(date)) {
                // Once a second, not with each of its hundreds of replies.
                told = new Told(date, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
                last = told;
            }
            trusted = Duration.between(told.at(), clock.instant()).abs().compareTo(TOLERANCE) <= 0;
        } catch (DateTimeParseException e) {
            // A reply without a readable date says nothing about the clock.
        }
    }
}
