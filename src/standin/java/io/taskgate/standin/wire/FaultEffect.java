package io.taskgate.standin.wire;

/// How a reply goes out.
public sealed interface FaultEffect {

    /// As it should.
    record Whole() implements FaultEffect {}

    /// The head and half of the body; then the connection closes.
    record Half() implements FaultEffect {}

    /// All of it, at so many bytes a second.
    record Drip(int bytesPerSecond) implements FaultEffect {}

    /// Not at all: the connection closes.
    record Closed() implements FaultEffect {}

    /// Not at all: the connection is reset (TCP RST).
    record Reset() implements FaultEffect {}
}
