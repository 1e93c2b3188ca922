package io.taskgate.runtime;

/// Reports whether the clock of this process is accurate enough for deadlines.
@FunctionalInterface
public interface ClockHealth {

    /// Returns false while the machine clock differs by more than two seconds from the `Date` headers of AWS.
    boolean isTrusted();

    /// Returns a message for people while the clock is not trusted: the error and its correction.
    default String problem() {
        return "The clock of this gateway differs from AWS time by more than 2 s, so that its deadlines would be"
                + " wrong. Synchronize it (NTP; on EC2 the Amazon Time Sync Service). Retry the same request.";
    }
}
