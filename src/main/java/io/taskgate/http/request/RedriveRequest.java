package io.taskgate.http.request;

import io.taskgate.event.unmatched.DeadLetterQueue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/dead-letters/redrive`.
///
/// @param ids    of the messages; none for as many as one call redrives
/// @param reason for the audit log
public record RedriveRequest(
        @Nullable @Size(max = DeadLetterQueue.MAX_MESSAGES, message = "Must be a list of at most {max} strings.") List<@NotNull(message = "Must be a string.") String> ids,

        @NotBlank(message = "Required. Set the reason for the audit log.") @Size(max = ReasonRequest.MAX_REASON, message = "Must be at most 1024 characters.") String reason) {}
