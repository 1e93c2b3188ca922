package io.taskgate.callback;

/// The priority of a call that waits for its turn at a rate limit.
enum Lane {
    /// Somebody waits for it.
    FRESH,
    /// It was put off before.
    BACKLOG
}
