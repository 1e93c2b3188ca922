package io.taskgate.payload.boundary;

/// What is kept free of the state's limit for that into which a payload is merged.
public sealed interface Headroom {

    /// The same for every payload.
    ///
    /// @param bytes what the state's own input weighs at most
    /// @param path  where the result goes in it
    record Fixed(long bytes, ResultPath path) implements Headroom {}

    /// What the registration's input weighs, of a state machine that registers with its whole input.
    ///
    /// @param path where the result goes in it
    record Input(ResultPath path) implements Headroom {}
}
