package io.taskgate.http.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/batches/{id}/resume`; can be empty.
///
/// @param taskToken waits for the result; can be sent as the header Task-Token; default: none
public record ResumeBatchRequest(
        @Nullable @Size(min = 1, max = 2048, message = "Must be a task token of 1 to 2048 characters.") String taskToken,

        @Nullable @Size(min = 1, max = 256, message = "Must be 1 to 256 characters.") String executionArn,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = StartBatchRequest.YEAR, message = "Must be at most 31536000, one year.") Long heartbeatSeconds,

        @Nullable @Positive(message = "Must be an integer number of seconds, 1 or more.") @Max(value = StartBatchRequest.YEAR, message = "Must be at most 31536000, one year.") Long timeoutSeconds) {

    @Override
    public String toString() {
        return "ResumeBatchRequest";
    }
}
