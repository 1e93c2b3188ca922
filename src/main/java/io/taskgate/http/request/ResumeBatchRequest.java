package io.taskgate.http.request;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// The body of `POST /v1/batches/{id}/resume`; may be empty.
///
/// @param taskToken waits for the answer; may come as the header Task-Token; absent where nobody does
@RegisterForReflection
public record ResumeBatchRequest(
        @Nullable @Size(min = 1, max = 2048, message = "a task token has 1 to 2048 characters") String taskToken,

        @Nullable @Size(min = 1, max = 256, message = "an execution ARN has 1 to 256 characters") String executionArn,

        @Nullable @Positive(message = "whole seconds, 1 or more") @Max(value = StartBatchRequest.YEAR, message = "is at most a year, 31536000") Long heartbeatSeconds,

        @Nullable @Positive(message = "whole seconds, 1 or more") @Max(value = StartBatchRequest.YEAR, message = "is at most a year, 31536000") Long timeoutSeconds) {

    public static final ResumeBatchRequest EMPTY = new ResumeBatchRequest(null, null, null, null);

    @Override
    public String toString() {
        return "ResumeBatchRequest";
    }
}
