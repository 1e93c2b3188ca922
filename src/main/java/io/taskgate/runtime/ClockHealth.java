package io.taskgate.runtime;

/// Whether this process's clock can be trusted with other people's time-outs.
@FunctionalInterface
public interface ClockHealth {

    /// False while the machine's clock is more than two seconds off AWS's `Date` headers.
    boolean isTrusted();

    /// For people, while the clock is not trusted: what is wrong, and what to do.
    default String problem() {
        return "the clock of this gateway's machine differs from AWS's by more than 2 s, so that its deadlines would be"
                + " wrong. Synchronize it (NTP; on EC2 the Amazon Time Sync Service). Retry the same request.";
    }
}
