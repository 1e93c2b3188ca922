package io.taskgate.payload.boundary;

/// The part of the state limit that is reserved for the data into which a payload is merged.
public sealed interface Headroom {

    /// A fixed headroom.
    ///
    /// @param bytes the maximum size of the state input
    /// @param path  the result path
    record Fixed(long bytes, ResultPath path) implements Headroom {}

    /// The size of the registered input, for a state machine that registers its whole input.
    ///
    /// @param path the result path
    record Input(ResultPath path) implements Headroom {}
}
