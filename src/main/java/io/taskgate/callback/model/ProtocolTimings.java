package io.taskgate.callback.model;

import java.time.Duration;

/// The protocol's times. None is a promise by itself; the promises that rest on them are named.
public final class ProtocolTimings {

    /// How far two machines' clocks may differ before a time-out could come early (promise 9): each is trusted
    /// while it is at most 2 s off ([io.taskgate.runtime.ClockHealth]), measured by headers of whole seconds.
    public static final Duration SKEW_MARGIN = Duration.ofSeconds(5);

    /// A workflow's own time-outs end with `States.Timeout` and no reason. Where they equal the gateway's, the
    /// gateway has to fail the task this much earlier: the margin, a round of the sweep and the report.
    private static final Duration LEAD = Duration.ofSeconds(10);

    /// A request that is not marked as sent after this is published again (promise 7).
    public static final Duration DISPATCH_RETRY = Duration.ofSeconds(5);

    public static final Duration DISPATCH_RETRY_MAX = Duration.ofMinutes(1);

    /// How long a report may go on before the sweep begins to watch its lease.
    public static final Duration REPORT_WATCH = Duration.ofSeconds(2);

    /// How long a watched lease may stand still, by the watcher's own monotonic clock, before it is taken over.
    public static final Duration LEASE = Duration.ofSeconds(8);

    /// One report's own tries end after this, so that they end before its lease does.
    public static final Duration REPORT_TRIES = Duration.ofSeconds(3);

    /// How long an HTTP caller waits for its report before it is told that it is under way.
    public static final Duration REPORT_WAIT = Duration.ofSeconds(2);

    /// A report that only waits for AWS is tried again after this.
    static final Duration REPORT_RETRY = Duration.ofSeconds(2);

    /// Far enough below the minute in which a backlog has to be quiet after AWS is back.
    static final Duration REPORT_RETRY_MAX = Duration.ofSeconds(30);

    /// A report that only a person can help (access denied) is tried again after this.
    public static final Duration DENIED_RETRY = Duration.ofMinutes(1);

    public static final Duration RECONCILE_RETRY = Duration.ofSeconds(30);

    /// A history that can't tell for long is asked for more and more seldom: each time may cost 25 calls.
    public static final Duration RECONCILE_RETRY_MAX = Duration.ofHours(1);

    /// An early answer waits this long for its registration (promise 4: at least 24 h).
    public static final Duration EARLY_KEPT = Duration.ofDays(2);

    /// A record can be queried this long after its end (promise 17).
    public static final Duration KEPT = Duration.ofDays(90);

    /// An outcome that could not be reported for so long expires: Step Functions' own redrive window.
    public static final Duration REPORT_GIVEN_UP = Duration.ofDays(14);

    /// A callback belongs to its owner this long after its end: Step Functions' own redrive window.
    static final Duration OWNED = Duration.ofDays(14);

    /// A history is gone 90 days after its execution's end. An ambiguous ending that has not been told for so
    /// long stays one.
    public static final Duration AMBIGUOUS_GIVEN_UP = Duration.ofDays(90);

    /// Longer than an execution lives: whether its task is open is asked then, where nothing else is watched.
    public static final Duration LONGEST_EXECUTION = Duration.ofDays(366);

    /// What is still open after that is asked again after this.
    public static final Duration ASKED_AGAIN = Duration.ofDays(30);

    private ProtocolTimings() {}

    /// The longer AWS is away, the less often it is asked: a quarter of the time that a report has been
    /// settling, from seconds to half a minute.
    public static Duration retryAfter(Duration settling) {
        return within(settling.dividedBy(4), REPORT_RETRY, REPORT_RETRY_MAX);
    }

    /// How much of a task's time the gateway keeps for itself. Below half a minute a quarter is too little to
    /// be first.
    public static Duration leadOf(Duration timeout) {
        return shorter(timeout.dividedBy(4), LEAD);
    }

    /// How long before the end of a silence Step Functions is kept from ending it.
    public static Duration silenceLead(Duration heartbeat) {
        return shorter(heartbeat.dividedBy(3), LEAD);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    public static Duration within(Duration wanted, Duration least, Duration most) {
        Duration atLeast = wanted.compareTo(least) < 0 ? least : wanted;
        return atLeast.compareTo(most) > 0 ? most : atLeast;
    }
}
