package io.taskgate.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// AWS's time as this process knows it (ADR-0029). Times that one process writes are compared by others, so
/// each process writes the same time, whatever its machine says.
///
/// It is read from the monotonic clock, counted from an anchor. The anchor is the machine's clock at first, and
/// moves only when AWS's replies agree that it is off: because the monotonic clock drifts, or stood still while
/// the machine was suspended, or because the machine's clock was wrong when the process began. A jump of the
/// machine's clock changes nothing. Safe for many threads.
public final class CorrectedClock extends Clock implements ClockHealth {

    private static final Logger LOG = Logger.getLogger(CorrectedClock.class);

    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /// A reply that took longer says too little: `Date` was set at some time within.
    private static final Duration MOST_REPLY = Duration.ofSeconds(2);

    /// `Date` has whole seconds: on average half of one has gone by.
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    /// The anchor moves only by more than it can be measured by: a clock that is right would jump to and fro
    /// otherwise.
    private static final Duration FOLLOWED_FROM = Duration.ofSeconds(1);

    private final Clock machine;
    private final LongSupplier nanoTime;
    private volatile Measured measured;

    /// A moment by both clocks.
    private record Anchor(Instant at, long nanos) {
        Instant time(long now) {
            return at.plusNanos(now - nanos);
        }
    }

    /// What the latest replies said.
    ///
    /// @param own     AWS's time less this clock's
    /// @param machine AWS's time less the machine's clock's
    /// @param date    the latest of the samples
    /// @param apart   the machine's clock less this one, when the latest sample was taken
    /// @param certain whether the latest reply said of neither clock that it is off for certain
    private record Measured(
            Anchor anchor, ClockSamples own, ClockSamples machine, Instant date, Duration apart, boolean certain) {

        /// By the latest replies, and by the latest one alone: a clock that was found to be off writes no more.
        boolean isTrusted() {
            return !own.isEmpty() && certain && isTolerated(own.median()) && isTolerated(machine.median());
        }
    }

    /// @param machine  the machine's clock, right or wrong
    /// @param nanoTime a monotonic clock, in nanoseconds; it may drift, and may stand still while the machine
    /// does
    public CorrectedClock(Clock machine, LongSupplier nanoTime) {
        this.machine = machine;
        this.nanoTime = nanoTime;
        this.measured = new Measured(
                new Anchor(machine.instant(), nanoTime.getAsLong()),
                ClockSamples.NONE,
                ClockSamples.NONE,
                Instant.EPOCH,
                Duration.ZERO,
                true);
    }

    /// The monotonic clock that it goes by, in nanoseconds.
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return measured.anchor().time(nanoTime.getAsLong());
    }

    /// False before the first reply of AWS, and from one on that shows the machine's clock, or this one, to be
    /// more than two seconds off. And between two replies while these two have moved apart by so much: either
    /// the machine's clock has jumped, or the monotonic clock stood still. The next reply tells which.
    @Override
    public boolean isTrusted() {
        Measured now = measured;
        return now.isTrusted() && isTolerated(apart(now.anchor()).minus(now.apart()));
    }

    private Duration apart(Anchor anchor) {
        return Duration.between(anchor.time(nanoTime.getAsLong()), machine.instant());
    }

    private static boolean isTolerated(Duration off) {
        return off.abs().compareTo(TOLERANCE) <= 0;
    }

    @Override
    public String problem() {
        ClockSamples seen = measured.machine();
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

    /// A reply of AWS is here.
    ///
    /// @param date its header `Date`, in whole seconds
    /// @param sent when its request was sent ([#nanoTime])
    public void replied(Instant date, long sent) {
        long now = nanoTime.getAsLong();
        Duration took = Duration.ofNanos(now - sent);
        if (took.isNegative() || took.compareTo(MOST_REPLY) > 0) {
            return;
        }
        Duration half = took.dividedBy(2);
        Instant then = date.plus(HALF_A_SECOND).plus(half);
        Duration own = Duration.between(measured.anchor().time(now), then);
        Duration theMachines = Duration.between(machine.instant(), then);
        if (saysMore(date, own, theMachines)) {
            take(date, now, then, half);
        }
    }

    /// Once a second, not with each of its hundreds of replies, unless they say something new.
    private boolean saysMore(Instant date, Duration own, Duration theMachines) {
        Measured seen = measured;
        return !seen.own().isFull()
                || !seen.date().equals(date)
                || seen.own().contradict(own)
                || seen.machine().contradict(theMachines);
    }

    /// @param then AWS's time of now
    /// @param half how far that may be wrong, beside half a second
    private synchronized void take(Instant date, long now, Instant then, Duration half) {
        Measured before = measured;
        Duration off = Duration.between(before.anchor().time(now), then);
        Duration machineOff = Duration.between(machine.instant(), then);
        ClockSamples own = before.own().plus(off);
        ClockSamples theMachines = before.machine().plus(machineOff);
        Anchor anchor = before.anchor();
        Duration moved = own.median();
        if (own.isFull() && own.agree() && moved.abs().compareTo(FOLLOWED_FROM) > 0) {
            anchor = new Anchor(anchor.time(now).plus(moved), now);
            own = own.less(moved);
            off = off.minus(moved);
            LOG.infof("Clock adjusted by AWS responses: adjustment=%s", moved);
        }
        Duration unknown = HALF_A_SECOND.plus(half);
        boolean certain = isTolerated(less(off, unknown)) && isTolerated(less(machineOff, unknown));
        Measured after = new Measured(anchor, own, theMachines, date, apart(anchor), certain);
        measured = after;
        say(before, after, machineOff);
    }

    /// What it is off for certain.
    private static Duration less(Duration off, Duration unknown) {
        Duration certain = off.abs().minus(unknown);
        return certain.isNegative() ? Duration.ZERO : certain;
    }

    private static void say(Measured before, Measured after, Duration machineOff) {
        if (before.isTrusted() && !after.isTrusted()) {
            LOG.warnf(
                    "Clock is not trusted: machineOffset=%s processOffset=%s",
                    machineOff, after.own().last());
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
