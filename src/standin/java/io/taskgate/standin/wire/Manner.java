package io.taskgate.standin.wire;

/// How a reply goes out.
public sealed interface Manner {

    /// As it should.
    record Whole() implements Manner {}

    /// The head and half of the body; then the connection closes.
    record Half() implements Manner {}

    /// All of it, at so many bytes a second.
    record Drip(int bytesPerSecond) implements Manner {}

    /// Not at all: the connection closes.
    record Closed() implements Manner {}

    /// Not at all: the connection is reset (TCP RST).
    record Reset() implements Manner {}
}
