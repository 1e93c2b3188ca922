package io.taskgate.ratelimit;

/// The priority of a call that waits at a rate limiter.
public enum Priority {
    /// A caller waits for the result.
    FRESH,
    /// The call was postponed before.
    BACKLOG
}
