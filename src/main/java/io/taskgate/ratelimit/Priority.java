package io.taskgate.ratelimit;

/// The priority of a call that waits for its turn at a rate limit.
public enum Priority {
    /// Somebody waits for it.
    FRESH,
    /// It was put off before.
    BACKLOG
}
