package io.taskgate.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/history-budget`.
///
/// @param reserve      the number of events to keep free; default: 1000
/// @param continueWith starts a successor of a spent execution
public record HistoryBudgetRequest(
        @NotBlank(message = "Required. Pass $$.Execution.Id.") @Pattern(
                regexp = "arn:[a-z-]+:states:[a-z0-9-]+:\\d{12}:execution:[^:\\s]{1,80}:[^:\\s]{1,80}",
                message = "Must be the ARN of a Standard execution.")
        String executionArn,

        @Nullable @PositiveOrZero(message = "Must be 0 or more.") @Max(value = 25_000, message = "Must be at most 25000.") Integer reserve,

        @Nullable @Valid Continuation continueWith) {

    /// The successor.
    ///
    /// @param input its input; default: `{}`
    /// @param name  its name; default: the name of the execution with a counter
    public record Continuation(
            @Nullable JsonNode input,

            @Nullable @Size(min = 1, max = 80, message = "Must be 1 to 80 characters.") @Pattern(regexp = "[A-Za-z0-9_-]+", message = "Must contain only A-Z a-z 0-9 _ -.") String name) {}

    @Override
    public String toString() {
        return "HistoryBudgetRequest[" + executionArn + "]";
    }
}
