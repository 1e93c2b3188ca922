package io.taskgate.payload.boundary;

/// By how much a payload is too large, and for what.
///
/// @param bytes   what the shaped payload weighs, or its reference where that is too large as well
/// @param allowed what it may weigh
public record SizeViolation(long bytes, long allowed, Bound bound) {

    /// What was gone over.
    public enum Bound {
        BUDGET,
        LIMIT,
        STATE
    }

    /// For people: sizes and what to do.
    public String detail() {
        String sizes = "the shaped payload has " + bytes + " B, and ";
        return switch (bound) {
            case BUDGET -> sizes + "its budget is " + allowed + " B";
            case LIMIT -> sizes + "its limit is " + allowed + " B";
            case STATE ->
                sizes + "the state has room for " + allowed + " B: with more, Step Functions would hold over "
                        + Budget.STATE_LIMIT + " B";
        };
    }
}
