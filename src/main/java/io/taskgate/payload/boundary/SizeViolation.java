package io.taskgate.payload.boundary;

/// The limit that a payload exceeds, and its size.
///
/// @param bytes   the size of the shaped payload, or of its reference if that is too large as well
/// @param allowed the maximum size
public record SizeViolation(long bytes, long allowed, Bound bound) {

    /// The kinds of limits.
    public enum Bound {
        BUDGET,
        LIMIT,
        STATE
    }

    /// Returns a message for people: the sizes and the correction.
    public String detail() {
        String sizes = "The shaped payload has " + bytes + " B. ";
        return switch (bound) {
            case BUDGET -> sizes + "Its budget is " + allowed + " B.";
            case LIMIT -> sizes + "Its limit is " + allowed + " B.";
            case STATE ->
                sizes + "The state has room for " + allowed + " B. Step Functions limits the state to "
                        + Budget.STATE_LIMIT + " B.";
        };
    }
}
