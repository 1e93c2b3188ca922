package io.taskgate.callback.dispatch;

/// The result of an attempt to send a request to the event bus or to the service.
public sealed interface DispatchResult {

    record Accepted() implements DispatchResult {}

    /// EventBridge rejected this very entry: it was surely not published, and a retry may succeed. A first
    /// registration is rolled back; a stored request is retried.
    record EntryFailed(String reason) implements DispatchResult {}

    /// The request was not sent. A retry may succeed.
    record Retryable(String reason) implements DispatchResult {}

    /// The request was refused. A retry will be refused again.
    record Permanent(String reason) implements DispatchResult {}
}
