package io.taskgate.payload;

/// How many bytes of UTF-8 JSON may cross a boundary.
///
/// @param bytes      what the route allows
/// @param headroom   what is kept free of the state's hard limit for the state that the payload is merged into
/// @param overBudget what happens to more
public record Budget(long bytes, long headroom, OverBudget overBudget) {

    /// The size of all that an execution carries from state to state, in bytes of UTF-8 (Step Functions quotas,
    /// 2026-08).
    public static final int STATE_LIMIT = 262_144;

    public static final long DEFAULT_BYTES = 200 * 1024L;
    public static final long DEFAULT_HEADROOM = 8 * 1024L;
    public static final Budget DEFAULT = new Budget(DEFAULT_BYTES, DEFAULT_HEADROOM, OverBudget.CHECK_IN);

    /// A reference must always fit: it is what stands for anything that does not.
    private static final long SMALLEST = 2048;

    /// @throws InvalidShapeException when bytes and headroom can't be kept together
    public Budget {
        if (bytes < SMALLEST) {
            throw new InvalidShapeException(
                    "a budget of " + bytes + " B can't hold even a reference: allow at least " + SMALLEST + " B");
        }
        if (bytes + headroom > STATE_LIMIT) {
            throw new InvalidShapeException("a budget of " + bytes + " B and a headroom of " + headroom
                    + " B are together over Step Functions' limit of " + STATE_LIMIT + " B: lower one of them");
        }
    }

    boolean fits(long size) {
        return size <= bytes;
    }
}
