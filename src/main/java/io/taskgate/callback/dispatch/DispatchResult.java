package io.taskgate.callback.dispatch;

/// What came of sending a request to the bus or to the service.
public sealed interface DispatchResult {

    record Taken() implements DispatchResult {}

    /// EventBridge answered, and said that this very entry failed: surely not published, and worth trying
    /// again. Who registers is told, and nothing is kept; a request that is kept already is tried again.
    record FailedEntry(String reason) implements DispatchResult {}

    /// Not now: worth trying again.
    record NotNow(String reason) implements DispatchResult {}

    /// Never: the same request will be refused again.
    record Never(String reason) implements DispatchResult {}
}
