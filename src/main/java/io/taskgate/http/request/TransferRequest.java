package io.taskgate.http.request;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/callbacks/{id}/transfer`.
///
/// @param principal       the new owner, as in its grant: `key:orders`
/// @param stateMachineArn of the new owner, without version or alias; null for an owner that registers
/// without an execution ARN
/// @param reason          for the history
public record TransferRequest(
        @NotBlank(message = "Required. Set the principal of the new owner, for example key:orders.") @Size(max = ReasonRequest.MAX_REASON, message = "Must be at most 1024 characters.") String principal,

        @Nullable @Pattern(
                regexp = "arn:[^:]+:states:[^:]*:[^:]*:stateMachine:[^:]{1,80}",
                message = "Must be a state machine ARN without version or alias.")
        String stateMachineArn,

        @NotBlank(message = "Required. Set the reason for the history.") @Size(max = ReasonRequest.MAX_REASON, message = "Must be at most 1024 characters.") String reason) {}
