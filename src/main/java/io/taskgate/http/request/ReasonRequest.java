package io.taskgate.http.request;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// The body of an operator's action.
///
/// @param reason why, for the record's history, the audit log, and the `cause` of a cancelled task
public record ReasonRequest(
        @NotBlank(message = "Required. Set the reason for the history and the audit log.") @Size(max = MAX_REASON, message = "Must be at most 1024 characters.") String reason) {

    static final int MAX_REASON = 1_024;
}
