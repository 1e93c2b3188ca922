package io.taskgate.callback.model;

import java.time.Duration;

/// The durations of the protocol. None is a promise by itself; the promises that rest on them are named.
public final class ProtocolTimings {

    /// The difference of two machines' clocks at which a time-out could come early (promise 9): each clock is
    /// trusted while it is at most 2 s off ([io.taskgate.runtime.ClockHealth]), measured by headers of whole
    /// seconds.
    public static final Duration SKEW_MARGIN = Duration.ofSeconds(5);

    /// The time by which the gateway fails a task before the time-out of its state, which ends with
    /// `States.Timeout` and no reason: the margin, a pass of the sweep and the report.
    private static final Duration MAX_LEAD = Duration.ofSeconds(10);

    /// The time after which a request that is not marked as sent is sent again (promise 7).
    public static final Duration DISPATCH_RETRY = Duration.ofSeconds(5);

    public static final Duration DISPATCH_RETRY_MAX = Duration.ofMinutes(1);

    /// The time after which the sweep begins to watch the lease of a report.
    public static final Duration REPORT_WATCH = Duration.ofSeconds(2);

    /// The time after which it begins at the latest: a record that is due by then need not move in the index.
    public static final Duration REPORT_WATCH_LATEST = DISPATCH_RETRY;

    /// The time, by the watcher's own monotonic clock, after which the lease of a part of the sweep that has not
    /// changed is taken over.
    public static final Duration LEASE = Duration.ofSeconds(8);

    /// The time, by the watcher's own monotonic clock, after which the lease of a report that has not changed is
    /// taken over.
    public static final Duration REPORT_LEASE = Duration.ofSeconds(5);

    /// The age, by AWS's time, at which the lease of a report is taken over at the first look: a process that
    /// starts has watched nothing yet. It is [#REPORT_WATCH], [#REPORT_LEASE] and the error of both clocks.
    public static final Duration OLD_REPORT_LEASE =
            REPORT_WATCH.plus(REPORT_LEASE).plus(SKEW_MARGIN);

    /// The time within which the attempts of one report begin. With the wait for the quota (2 s) and a call (2 s) it
    /// is shorter than [#REPORT_WATCH] and [#REPORT_LEASE]: no live process loses its lease.
    public static final Duration REPORT_ATTEMPTS_TIME = Duration.ofSeconds(2);

    /// The time that an HTTP caller waits for its report before it gets a 202.
    public static final Duration REPORT_WAIT = Duration.ofSeconds(2);

    /// The first delay of a report that was put back because AWS is unavailable.
    static final Duration REPORT_RETRY = Duration.ofSeconds(2);

    /// The longest such delay, far enough below the minute in which a backlog has to end after AWS is back.
    static final Duration REPORT_RETRY_MAX = Duration.ofSeconds(30);

    /// The delay of a report that needs a person (access denied).
    public static final Duration DENIED_RETRY = Duration.ofMinutes(1);

    /// The shortest delay between two reads of a history: the next token's registration waits for it.
    public static final Duration RECONCILE_RETRY = Duration.ofSeconds(5);

    /// The longest delay between two reads of a history: each read may cost 25 calls.
    public static final Duration RECONCILE_RETRY_MAX = Duration.ofHours(1);

    /// The time that an early answer is kept for its registration (promise 4: at least 24 h).
    public static final Duration EARLY_ANSWER_RETENTION = Duration.ofDays(2);

    /// The time that a record is kept after its end (promise 17).
    public static final Duration RETENTION = Duration.ofDays(90);

    /// The time after which an outcome that could not be reported expires: the redrive window of Step
    /// Functions.
    public static final Duration REPORT_EXPIRY = Duration.ofDays(14);

    /// The time that ownership lasts after the end of a callback: the redrive window of Step Functions.
    static final Duration OWNERSHIP_RETENTION = Duration.ofDays(14);

    /// The time after which an ambiguous record is not reconciled any more: AWS deletes a history 90 days after
    /// its execution's end.
    public static final Duration RECONCILE_EXPIRY = Duration.ofDays(90);

    /// Longer than any execution: the time after which Step Functions is asked about a task that has no
    /// time-out.
    public static final Duration MAX_EXECUTION = Duration.ofDays(366);

    /// The time after which Step Functions is asked again about a task that is still open.
    public static final Duration OPEN_TASK_RECHECK = Duration.ofDays(30);

    private ProtocolTimings() {}

    /// The delay of a report that was put back: a quarter of the time for which it has been settling, from
    /// seconds to half a minute.
    public static Duration retryAfter(Duration settling) {
        return clamp(settling.dividedBy(4), REPORT_RETRY, REPORT_RETRY_MAX);
    }

    /// The part of a task's time-out that the gateway keeps for itself. Below half a minute a quarter is too
    /// short to end first.
    public static Duration timeoutLead(Duration timeout) {
        return shorter(timeout.dividedBy(4), MAX_LEAD);
    }

    /// The time before the end of a heartbeat interval at which Step Functions is sent a heartbeat.
    public static Duration silenceLead(Duration heartbeat) {
        return shorter(heartbeat.dividedBy(3), MAX_LEAD);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public static Duration clamp(Duration wanted, Duration least, Duration most) {
        Duration atLeast = wanted.compareTo(least) < 0 ? least : wanted;
        return atLeast.compareTo(most) > 0 ? most : atLeast;
    }
}
