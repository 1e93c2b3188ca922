package io.taskgate.payload.boundary;

import io.taskgate.payload.InvalidDefinitionException;
import io.taskgate.payload.json.JsonText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many bytes of UTF-8 JSON may cross a boundary.
///
/// @param bytes      what the route allows
/// @param headroom   what is kept free of the state's limit for that into which the payload is merged
/// @param overBudget what happens to more
/// @param limit      what is too large even for that; null where all that the gateway takes in is taken
public record Budget(
        long bytes,
        Headroom headroom,
        OverBudgetAction overBudget,
        @Nullable HardLimit limit) {

    /// The size of all that an execution carries from state to state, in bytes of UTF-8 (Step Functions quotas,
    /// 2026-08).
    public static final int STATE_LIMIT = 262_144;

    public static final long DEFAULT_BYTES = 200 * 1024L;
    public static final long DEFAULT_HEADROOM = 8 * 1024L;
    public static final Budget DEFAULT = new Budget(DEFAULT_BYTES, DEFAULT_HEADROOM, OverBudgetAction.CHECK_IN);

    /// A reference must always fit: it is what stands for anything that does not.
    private static final long SMALLEST = 2048;

    /// @throws InvalidDefinitionException when the sizes can't be kept together
    public Budget {
        if (bytes < SMALLEST) {
            throw new InvalidDefinitionException(
                    "a budget of " + bytes + " B can't hold even a reference: allow at least " + SMALLEST + " B");
        }
        if (bytes > STATE_LIMIT) {
            throw new InvalidDefinitionException(
                    "a budget of " + bytes + " B is over Step Functions' limit of " + STATE_LIMIT + " B: lower it");
        }
        if (headroom instanceof Headroom.Fixed(long free, ResultPath path)
                && bytes + free + path.overhead() > STATE_LIMIT) {
            String names = path.overhead() == 0 ? "" : ", with the names of the result path " + path.overhead() + " B,";
            throw new InvalidDefinitionException("a budget of " + bytes + " B and a headroom of " + free + " B" + names
                    + " are together over Step Functions' limit of " + STATE_LIMIT + " B: lower one of them");
        }
        if (limit != null && limit.bytes() < bytes) {
            throw new InvalidDefinitionException("a limit of " + limit.bytes() + " B is below the budget of " + bytes
                    + " B: raise it, or lower the budget");
        }
    }

    /// Without a result path and a hard limit.
    public Budget(long bytes, long headroom, OverBudgetAction overBudget) {
        this(bytes, new Headroom.Fixed(headroom, ResultPath.REPLACES), overBudget, null);
    }

    /// Whether what fits depends on the input that the state machine registered with.
    public boolean asksForInput() {
        return headroom instanceof Headroom.Input;
    }

    /// What the state will weigh around a result: exact, where the registration's input is the state's.
    ///
    /// @return 0 where it does not depend on the input
    public long around(JsonText input) {
        return switch (headroom) {
            case Headroom.Fixed fixed -> 0;
            case Headroom.Input(ResultPath path) -> path.around(input);
        };
    }

    /// The same where only the input's size is known: not less than [#around(JsonText)].
    public long aroundAtMost(long inputBytes) {
        return switch (headroom) {
            case Headroom.Fixed fixed -> 0;
            case Headroom.Input(ResultPath path) -> inputBytes + path.overhead();
        };
    }

    public boolean fits(long size) {
        return size <= bytes;
    }

    /// @param around what the state weighs around the payload, as far as that is no constant
    /// @return empty when a payload of this size may travel
    public Optional<SizeViolation> excess(long size, long around) {
        if (limit != null && size > limit.bytes()) {
            return Optional.of(new SizeViolation(size, limit.bytes(), SizeViolation.Bound.LIMIT));
        }
        if (size > bytes) {
            return Optional.of(new SizeViolation(size, bytes, SizeViolation.Bound.BUDGET));
        }
        return around + size > STATE_LIMIT
                ? Optional.of(new SizeViolation(size, Math.max(0, STATE_LIMIT - around), SizeViolation.Bound.STATE))
                : Optional.empty();
    }
}
