package io.taskgate.aws.client;

import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.MachineClock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Measures how far the machine's clock is off AWS's, by the `Date` header of AWS's replies: the median of the
/// last five.
///
/// An untrusted clock is measured on by whatever calls AWS; [io.taskgate.batch.drive.BatchSweeper] does each
/// second, whatever the clock says. Without it, a clock that was set right would not be found out.
@Singleton
final class ClockSkewMonitor implements ClockHealth, ExecutionInterceptor {

    private static final Logger LOG = Logger.getLogger(ClockSkewMonitor.class);

    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// How many replies the offset is the median of.
    private static final int SAMPLES = 5;

    /// A reply that took longer says too little: `Date` was set at some time within.
    private static final Duration MOST_REPLY = Duration.ofSeconds(2);

    /// `Date` has whole seconds: on average half of one has gone by.
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    /// Samples of one offset differ by up to a second, and by what their replies took.
    private static final Duration AGREEMENT = Duration.ofSeconds(2);

    /// An offset is followed only when it has moved by more than it can be measured by: a clock that is right
    /// would jump to and fro otherwise.
    private static final Duration FOLLOWED_FROM = Duration.ofSeconds(1);

    private static final ExecutionAttribute<Instant> SENT = new ExecutionAttribute<>("io.taskgate.sent");

    private final Clock machine;
    private volatile Told last = new Told("", Instant.EPOCH);
    private volatile Measured measured = new Measured(List.of(), "", Duration.ZERO, true);

    private record Told(String date, Instant at) {}

    /// What the latest replies said.
    ///
    /// @param samples AWS's time less the machine's, the latest last
    /// @param date    the latest sample's header
    /// @param offset  what the clock is corrected by
    private record Measured(List<Duration> samples, String date, Duration offset, boolean trusted) {

        Duration median() {
            List<Duration> sorted = samples.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }

        boolean isFull() {
            return samples.size() == SAMPLES;
        }

        /// Where replies contradict each other, none is followed.
        boolean agrees() {
            List<Duration> sorted = samples.stream().sorted().toList();
            return sorted.getLast().minus(sorted.getFirst()).compareTo(AGREEMENT) <= 0;
        }
    }

    ClockSkewMonitor(@MachineClock Clock machine) {
        this.machine = machine;
    }

    @Override
    public boolean isTrusted() {
        return measured.trusted();
    }

    @Override
    public Duration offset() {
        return measured.offset();
    }

    @Override
    public String problem() {
        Duration off = measured.median();
        return "the clock of this gateway's machine is " + Math.max(1, off.abs().toSeconds()) + " s "
                + (off.isNegative() ? "ahead of" : "behind")
                + " AWS's, so that its deadlines would be wrong. Synchronize"
                + " it (NTP; on EC2 the Amazon Time Sync Service). Retry the same request.";
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(SENT, machine.instant());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        Instant sent = attributes.getAttribute(SENT);
        context.httpResponse()
                .firstMatchingHeader("Date")
                .ifPresent(date -> compare(date, Duration.between(sent, machine.instant())));
    }

    /// @param took from the request to its reply, which is here now
    void compare(String date, Duration took) {
        if (took.isNegative() || took.compareTo(MOST_REPLY) > 0) {
            return;
        }
        try {
            Told told = last;
            if (!told.date().equals(date)) {
                told = new Told(date, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
                last = told;
            }
            Instant middle = machine.instant().minus(took.dividedBy(2));
            Duration offset = Duration.between(middle, told.at().plus(HALF_A_SECOND));
            if (saysMore(date, offset)) {
                take(date, offset, took);
            }
        } catch (DateTimeParseException e) {
            // A reply without a readable date says nothing about the clock.
        }
    }

    /// Once a second, not with each of its hundreds of replies, unless they say something new.
    private boolean saysMore(String date, Duration offset) {
        Measured seen = measured;
        return !seen.isFull()
                || !seen.date().equals(date)
                || offset.minus(seen.median()).abs().compareTo(AGREEMENT) > 0;
    }

    private synchronized void take(String date, Duration offset, Duration took) {
        Measured before = measured;
        List<Duration> samples = new ArrayList<>(before.samples());
        if (before.isFull()) {
            samples.removeFirst();
        }
        samples.add(offset);
        Measured now = new Measured(List.copyOf(samples), date, before.offset(), before.trusted());
        // The latest is asked as well, by what it says for certain: a clock that has just jumped writes no
        // more.
        Duration certain = offset.abs().minus(HALF_A_SECOND).minus(took.dividedBy(2));
        boolean trusted = now.median().abs().compareTo(TOLERANCE) <= 0 && certain.compareTo(TOLERANCE) <= 0;
        Duration moved = now.median().minus(before.offset()).abs();
        boolean followed = now.isFull() && now.agrees() && moved.compareTo(FOLLOWED_FROM) > 0;
        measured = new Measured(now.samples(), date, followed ? now.median() : before.offset(), trusted);
        if (before.trusted() && !trusted) {
            LOG.warnf("the machine's clock is not trusted: AWS's time less its own is %s", offset);
        } else if (!before.trusted() && trusted) {
            LOG.infof("the machine's clock is trusted again: AWS's time less its own is %s", now.median());
        }
    }
}
