package io.taskgate.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// A clock that follows AWS time (ADR-0029). Processes compare the times that other processes write, so that
/// all of them must use the same time, independent of the machine clock.
///
/// The time is an anchor plus the elapsed time of the monotonic clock. The anchor is initially the machine clock.
/// It moves only if consistent AWS responses show an offset: because the monotonic clock drifts, because it
/// stopped while the machine was suspended, or because the machine clock was wrong at start-up. A jump of the
/// machine clock has no effect. Thread-safe.
public final class CorrectedClock extends Clock implements ClockHealth {

    private static final Logger LOG = Logger.getLogger(CorrectedClock.class);

    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// A slower response is ignored, because the server can have set `Date` at any time during the request.
    private static final Duration MAX_REPLY_TIME = Duration.ofSeconds(2);

    /// `Date` is truncated to seconds: on average, half a second has elapsed since.
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    /// The anchor moves only if the offset exceeds the accuracy of its measurement. Otherwise a correct clock
    /// would jump back and forth.
    private static final Duration MIN_ADJUSTMENT = Duration.ofSeconds(1);

    /// The time for which responses must show an offset before the clock follows it. A brief series of wrong
    /// `Date` headers must not change the time of all processes, because all due times would shift by the
    /// same amount.
    private static final Duration MIN_EVIDENCE = Duration.ofSeconds(3);

    private final Clock machine;
    private final LongSupplier nanoTime;
    private volatile Measurement measurement;

    /// The same moment on both clocks.
    private record Anchor(Instant at, long nanos) {
        Instant time(long now) {
            return at.plusNanos(now - nanos);
        }
    }

    /// The result of the latest responses.
    ///
    /// @param own         AWS time minus this clock
    /// @param machine     AWS time minus the machine clock
    /// @param date        the `Date` of the latest sample
    /// @param machineLead the machine clock minus this clock, at the latest sample
    /// @param certain     false if the latest response alone proves that one of the clocks is wrong
    private record Measurement(
            Anchor anchor,
            ClockSamples own,
            ClockSamples machine,
            Instant date,
            Duration machineLead,
            boolean certain) {

        /// Returns whether neither the latest responses together nor the latest one alone show a wrong clock.
        /// A process with a wrong clock must not write.
        boolean isTrusted() {
            return !own.isEmpty() && certain && isTolerated(own.median()) && isTolerated(machine.median());
        }
    }

    /// @param machine  the machine clock, which can be wrong
    /// @param nanoTime a monotonic clock, in nanoseconds; it may drift, and may stop while the machine is
    /// suspended
    public CorrectedClock(Clock machine, LongSupplier nanoTime) {
        this.machine = machine;
        this.nanoTime = nanoTime;
        this.measurement = new Measurement(
                new Anchor(machine.instant(), nanoTime.getAsLong()),
                ClockSamples.NONE,
                ClockSamples.NONE,
                Instant.EPOCH,
                Duration.ZERO,
                true);
    }

    /// Returns the time of the monotonic clock, in nanoseconds.
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return measurement.anchor().time(nanoTime.getAsLong());
    }

    /// Returns false before the first AWS response, and after a response that shows the machine clock or this
    /// clock to be wrong by more than two seconds. Between two responses, also returns false while these two
    /// clocks have diverged by more than that: either the machine clock has jumped, or the monotonic clock has
    /// stopped. The next response shows which.
    @Override
    public boolean isTrusted() {
        Measurement now = measurement;
        return now.isTrusted() && isTolerated(machineLead(now.anchor()).minus(now.machineLead()));
    }

    private Duration machineLead(Anchor anchor) {
        return Duration.between(anchor.time(nanoTime.getAsLong()), machine.instant());
    }

    private static boolean isTolerated(Duration off) {
        return off.abs().compareTo(TOLERANCE) <= 0;
    }

    @Override
    public String problem() {
        ClockSamples seen = measurement.machine();
        if (seen.isEmpty()) {
            return "AWS has not replied since this gateway began, so that the time is not known for certain. Retry the"
                    + " same request.";
        }
        Duration off = isTolerated(seen.last()) ? seen.median() : seen.last();
        if (isTolerated(off)) {
            return "The clock of this gateway has just changed, or its machine was suspended. The next responses of"
                    + " AWS set the time. Retry the same request.";
        }
        return "The clock of this gateway is " + off.abs().toSeconds() + " s "
                + (off.isNegative() ? "ahead of" : "behind")
                + " AWS time, so that its deadlines would be wrong. Synchronize"
                + " it (NTP; on EC2 the Amazon Time Sync Service). Retry the same request.";
    }

    /// Records an AWS response at its arrival.
    ///
    /// @param date its header `Date`, in whole seconds
    /// @param sent the time of the request ([#nanoTime])
    public void onResponse(Instant date, long sent) {
        long now = nanoTime.getAsLong();
        Duration took = Duration.ofNanos(now - sent);
        if (took.isNegative() || took.compareTo(MAX_REPLY_TIME) > 0) {
            return;
        }
        Duration half = took.dividedBy(2);
        Instant then = date.plus(HALF_A_SECOND).plus(half);
        Duration own = Duration.between(measurement.anchor().time(now), then);
        Duration machineOffset = Duration.between(machine.instant(), then);
        if (isNew(date, own, machineOffset)) {
            addSample(date, now, then, half);
        }
    }

    /// Takes one sample per second out of hundreds of responses, unless a response differs significantly.
    private boolean isNew(Instant date, Duration own, Duration machineOffset) {
        Measurement seen = measurement;
        return !seen.own().isFull()
                || !seen.date().equals(date)
                || seen.own().isOutlier(own)
                || seen.machine().isOutlier(machineOffset);
    }

    /// @param then the current AWS time
    /// @param half the inaccuracy of that time, in addition to half a second
    private synchronized void addSample(Instant date, long now, Instant then, Duration half) {
        Measurement before = measurement;
        Duration off = Duration.between(before.anchor().time(now), then);
        Duration machineOffset = Duration.between(machine.instant(), then);
        ClockSamples own = before.own().plus(off, now);
        ClockSamples machineSamples = before.machine().plus(machineOffset, now);
        Anchor anchor = before.anchor();
        Duration moved = own.median();
        boolean consistent = own.isFull() && own.agree() && own.span().compareTo(MIN_EVIDENCE) >= 0;
        if (consistent && moved.abs().compareTo(MIN_ADJUSTMENT) > 0) {
            anchor = new Anchor(anchor.time(now).plus(moved), now);
            own = own.shiftedBy(moved);
            off = off.minus(moved);
            LOG.infof("Clock adjusted by AWS responses: adjustment=%s", moved);
        }
        Duration unknown = HALF_A_SECOND.plus(half);
        boolean certain =
                isTolerated(certainOffset(off, unknown)) && isTolerated(certainOffset(machineOffset, unknown));
        Measurement after = new Measurement(anchor, own, machineSamples, date, machineLead(anchor), certain);
        measurement = after;
        logTrustChange(before, after, machineOffset);
    }

    /// Returns the part of an offset that exceeds its inaccuracy.
    private static Duration certainOffset(Duration off, Duration unknown) {
        Duration certain = off.abs().minus(unknown);
        return certain.isNegative() ? Duration.ZERO : certain;
    }

    private static void logTrustChange(Measurement before, Measurement after, Duration machineOffset) {
        if (before.isTrusted() && !after.isTrusted()) {
            LOG.warnf(
                    "Clock is not trusted: machineOffset=%s processOffset=%s",
                    machineOffset, after.own().last());
        } else if (!before.isTrusted() && after.isTrusted()) {
            LOG.infof(
                    "Clock is trusted again: machineOffset=%s", after.machine().median());
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    @SuppressWarnings("UnnecessaryMethodReference") // the clock itself would call this method again
    public Clock withZone(ZoneId zone) {
        InstantSource time = this::instant;
        return time.withZone(zone);
    }
}
