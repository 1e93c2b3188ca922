package io.taskgate.callback;

/// What came of sending a request to the bus or to the service.
public sealed interface Delivery {

    record Taken() implements Delivery {}

    /// EventBridge answered, and said that this very entry failed: surely not published, and worth trying again.
    /// Whoever registers is told, and nothing is kept; a request that is kept already is tried again.
    record FailedEntry(String reason) implements Delivery {}

    /// Not now: worth trying again.
    record NotNow(String reason) implements Delivery {}

    /// Never: the same request will be refused again.
    record Never(String reason) implements Delivery {}
}
