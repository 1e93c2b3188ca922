package io.taskgate.payload.boundary;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.Arrays;
import java.util.stream.Collectors;

/// What happens to a payload that is over its budget.
public enum OverBudgetAction {
    /// It is checked in, and its reference travels.
    CHECK_IN("check-in"),
    /// The sender gets a clear error.
    REJECT("reject"),
    /// The task fails with `Taskgate.PayloadTooLarge`.
    FAIL("fail");

    private final String word;

    OverBudgetAction(String word) {
        this.word = word;
    }

    /// @throws InvalidDefinitionException for any other word
    public static OverBudgetAction parse(String word) {
        return Arrays.stream(values())
                .filter(value -> value.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidDefinitionException("\"" + word + "\" is unknown: use one of "
                        + Arrays.stream(values()).map(value -> value.word).collect(Collectors.joining(", "))));
    }
}
