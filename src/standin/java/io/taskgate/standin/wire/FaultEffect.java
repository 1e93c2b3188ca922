package io.taskgate.standin.wire;

/// The way in which a response is sent.
public sealed interface FaultEffect {

    /// Sent completely.
    record Whole() implements FaultEffect {}

    /// The head and half of the body are sent; then the connection closes.
    record Half() implements FaultEffect {}

    /// Sent completely at a limited rate.
    record Drip(int bytesPerSecond) implements FaultEffect {}

    /// Not sent: the connection closes.
    record Closed() implements FaultEffect {}

    /// Not sent: the connection is reset (TCP RST).
    record Reset() implements FaultEffect {}
}
