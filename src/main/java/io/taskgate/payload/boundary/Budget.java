package io.taskgate.payload.boundary;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The maximum size of a payload at a boundary, in bytes of UTF-8 JSON.
///
/// @param bytes      the budget of the route
/// @param headroom   the part of the state limit that is reserved for the data into which the payload is
/// merged
/// @param overBudget the action for a larger payload
/// @param limit      the hard limit; null for the limit of the gateway
public record Budget(
        long bytes,
        Headroom headroom,
        OverBudgetAction overBudget,
        @Nullable HardLimit limit) {

    /// The Step Functions limit for the data passed between states, in UTF-8 bytes (Step Functions quotas,
    /// 2026-08).
    public static final int STATE_LIMIT = 262_144;

    public static final long DEFAULT_BYTES = 200 * 1024L;
    public static final long DEFAULT_HEADROOM = 8 * 1024L;
    public static final Budget DEFAULT = new Budget(DEFAULT_BYTES, DEFAULT_HEADROOM, OverBudgetAction.CHECK_IN);

    /// The minimum budget: a reference, which replaces a payload that does not fit, must always fit.
    private static final long SMALLEST = 2048;

    /// @throws InvalidDefinitionException if the sizes contradict each other
    public Budget {
        if (bytes < SMALLEST) {
            throw new InvalidDefinitionException(
                    "The budget of " + bytes + " B is too small for a reference. Set at least " + SMALLEST + " B.");
        }
        if (bytes > STATE_LIMIT) {
            throw new InvalidDefinitionException("The budget of " + bytes + " B exceeds the Step Functions limit of "
                    + STATE_LIMIT + " B. Lower it.");
        }
        if (headroom instanceof Headroom.Fixed(long free, ResultPath path)
                && bytes + free + path.overhead() > STATE_LIMIT) {
            String names =
                    path.overhead() == 0 ? "" : ", with " + path.overhead() + " B for the names of the result path,";
            throw new InvalidDefinitionException("The budget of " + bytes + " B and the headroom of " + free + " B"
                    + names + " together exceed the Step Functions limit of " + STATE_LIMIT + " B. Lower one of them.");
        }
        if (limit != null && limit.bytes() < bytes) {
            throw new InvalidDefinitionException("The limit of " + limit.bytes() + " B is below the budget of " + bytes
                    + " B. Raise the limit or lower the budget.");
        }
    }

    /// Creates a budget without a result path and without a hard limit.
    public Budget(long bytes, long headroom, OverBudgetAction overBudget) {
        this(bytes, new Headroom.Fixed(headroom, ResultPath.REPLACES), overBudget, null);
    }

    /// Returns whether the available size depends on the input that the state machine registered.
    public boolean dependsOnInput() {
        return headroom instanceof Headroom.Input;
    }

    /// Returns the exact size of the state around a result if the registered input is the state input.
    ///
    /// @return 0 if the size does not depend on the input
    public long mergedSize(JsonText input) {
        return switch (headroom) {
            case Headroom.Fixed fixed -> 0;
            case Headroom.Input(ResultPath path) -> path.mergedSize(input);
        };
    }

    /// Returns an upper bound of [#mergedSize(JsonText)] from the size of the input alone.
    public long maxMergedSize(long inputBytes) {
        return switch (headroom) {
            case Headroom.Fixed fixed -> 0;
            case Headroom.Input(ResultPath path) -> inputBytes + path.overhead();
        };
    }

    public boolean fits(long size) {
        return size <= bytes;
    }

    /// @param mergedSize the variable size of the state around the payload
    /// @return empty if a payload of this size fits
    public Optional<SizeViolation> excess(long size, long mergedSize) {
        if (limit != null && size > limit.bytes()) {
            return Optional.of(new SizeViolation(size, limit.bytes(), SizeViolation.Bound.LIMIT));
        }
        if (size > bytes) {
            return Optional.of(new SizeViolation(size, bytes, SizeViolation.Bound.BUDGET));
        }
        return mergedSize + size > STATE_LIMIT
                ? Optional.of(new SizeViolation(size, Math.max(0, STATE_LIMIT - mergedSize), SizeViolation.Bound.STATE))
                : Optional.empty();
    }
}
