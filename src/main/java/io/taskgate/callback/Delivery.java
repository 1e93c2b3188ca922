package io.taskgate.callback;

/// What came of sending a request to the bus or to the service.
public sealed interface Delivery {

    record Taken() implements Delivery {}

    /// Not now: worth trying again.
    record NotNow(String reason) implements Delivery {}

    /// Never: the same request will be refused again.
    record Never(String reason) implements Delivery {}
}
