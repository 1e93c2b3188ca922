package io.taskgate.callback.model;

import io.taskgate.payload.claimcheck.PayloadReference;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The registration of a task: the sealed token and its origin.
///
/// @param tokenDigest the digest of the token, which distinguishes tokens without opening them
/// @param token the token, sealed with a vault key
/// @param executionArn the waiting execution, for reconciliation; null if the caller did not give it
/// @param stateName the waiting state; null if the caller did not give it
/// @param registeredAt the time of its first registration
/// @param heartbeat the longest time without a heartbeat; null for no limit
/// @param deadline the time at which the gateway times out; null for never
/// @param request the sizes of the request at its boundary
/// @param mergedSize the bytes of the state's output around a result; null if the route's budget does not
///     depend on them
public record RegisteredTask(
        String tokenDigest,
        SealedToken token,
        @Nullable String executionArn,
        @Nullable String stateName,
        Instant registeredAt,
        @Nullable Duration heartbeat,
        @Nullable Instant deadline,
        RequestSize request,
        @Nullable Long mergedSize) {

    /// Returns whether both are known to be of the same execution.
    public boolean isOfSameExecution(RegisteredTask other) {
        return executionArn != null && executionArn.equals(other.executionArn);
    }

    /// Returns whether both are known to be of different executions.
    public boolean isOfOtherExecution(RegisteredTask other) {
        return executionArn != null && other.executionArn != null && !executionArn.equals(other.executionArn);
    }

    /// The sizes of a request before and after its boundary, in bytes, and the reference it was checked in as.
    public record RequestSize(
            long bytesIn, long bytesOut, @Nullable PayloadReference reference) {}
}
