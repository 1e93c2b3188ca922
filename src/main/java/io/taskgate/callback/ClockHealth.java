package io.taskgate.callback;

/// Whether this process's clock can be trusted with other people's time-outs.
@FunctionalInterface
public interface ClockHealth {

    /// False while the clock is more than two seconds off AWS's `Date` header.
    boolean isTrusted();
}
