package io.taskgate.aws.client;

import io.taskgate.runtime.CorrectedClock;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Tells the process's clock AWS's time, by the `Date` header of AWS's replies.
///
/// An untrusted clock is measured on by whatever calls AWS; [io.taskgate.batch.drive.BatchSweeper] does each
/// second, whatever the clock says. Without it, a clock that was set right would not be found out.
@Singleton
final class ClockSkewMonitor implements ExecutionInterceptor {

    private static final ExecutionAttribute<Long> SENT = new ExecutionAttribute<>("io.taskgate.sent");

    private final CorrectedClock clock;
    private volatile Header last = new Header("", Instant.EPOCH);

    private record Header(String text, Instant date) {}

    ClockSkewMonitor(CorrectedClock clock) {
        this.clock = clock;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(SENT, clock.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        long sent = attributes.getAttribute(SENT);
        context.httpResponse().firstMatchingHeader("Date").ifPresent(date -> compare(date, sent));
    }

    /// @param date a header's text, which hundreds of replies have in common
    /// @param sent when the request was sent ([CorrectedClock#nanoTime])
    void compare(String date, long sent) {
        Header header = last;
        if (!header.text().equals(date)) {
            try {
                header = new Header(date, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
            } catch (DateTimeParseException e) {
                // A reply without a readable date says nothing about the clock.
                return;
            }
            last = header;
        }
        clock.onResponse(header.date(), sent);
    }
}
