package io.taskgate.http.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The history budget of an execution.
///
/// @param eventCount    the events in the history
/// @param limit         the maximum number of events of an execution
/// @param remaining     the events that are left above the reserve
/// @param continueAsNew whether the budget is spent
/// @param executionArn  the successor that was started; absent for none
public record HistoryBudgetResponse(
        long eventCount,
        int limit,
        long remaining,
        boolean continueAsNew,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String executionArn) {}
