package io.taskgate.payload.boundary;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The action for a payload that exceeds its budget.
public enum OverBudgetAction {
    /// Stores the payload and sends its reference.
    CHECK_IN("check-in"),
    /// Rejects the payload with an error to the sender.
    REJECT("reject"),
    /// Fails the task with `Taskgate.PayloadTooLarge`.
    FAIL("fail");

    private final String word;

    OverBudgetAction(String word) {
        this.word = word;
    }

    /// @throws InvalidDefinitionException for any other value
    public static OverBudgetAction parse(String word) {
        return Arrays.stream(values())
                .filter(value -> value.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidDefinitionException("Unknown value \"" + word + "\". Use one of "
                        + Arrays.stream(values()).map(value -> value.word).collect(Collectors.joining(", "))));
    }
}
