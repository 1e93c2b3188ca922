package io.taskgate.payload.boundary;

import io.taskgate.payload.InvalidDefinitionException;

/// The hard limit of a boundary. A larger payload is not even checked in.
///
/// @param bytes of the shaped payload
/// @param fails whether the task fails; otherwise the sender gets an error
public record HardLimit(long bytes, boolean fails) {

    /// @param word `reject` or `fail`
    /// @throws InvalidDefinitionException for any other value
    public static boolean fails(String word) {
        return switch (word) {
            case "reject" -> false;
            case "fail" -> true;
            default -> throw new InvalidDefinitionException("Unknown value \"" + word + "\". Use reject or fail.");
        };
    }
}
