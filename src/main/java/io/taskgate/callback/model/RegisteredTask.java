package io.taskgate.callback.model;

import io.taskgate.payload.claimcheck.PayloadReference;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a registration brought: the token (sealed) and where it came from.
///
/// @param tokenDigest  tells tokens apart without opening them
/// @param token        the token under the vault's key
/// @param executionArn the waiting execution, for reconciliation; null where the caller didn't say
/// @param stateName    the waiting state, likewise
/// @param registeredAt when it was first registered here
/// @param heartbeat    the longest silence allowed to the worker; null where none is watched
/// @param deadline     when the gateway gives up; null where it never does
/// @param request      what became of the request's payload at the boundary
/// @param around       what the state will weigh around a result, in bytes; null where the route does not ask
public record RegisteredTask(
        String tokenDigest,
        SealedToken token,
        @Nullable String executionArn,
        @Nullable String stateName,
        Instant registeredAt,
        @Nullable Duration heartbeat,
        @Nullable Instant deadline,
        RequestSize request,
        @Nullable Long around) {

    /// Whether both are known to be of one execution.
    public boolean isOfSameExecution(RegisteredTask other) {
        return executionArn != null && executionArn.equals(other.executionArn);
    }

    /// Whether they are known to be of two executions.
    public boolean isOfOtherExecution(RegisteredTask other) {
        return executionArn != null && other.executionArn != null && !executionArn.equals(other.executionArn);
    }

    /// The sizes of a request before and after its boundary, in bytes, and the reference it was checked in as.
    public record RequestSize(
            long bytesIn, long bytesOut, @Nullable PayloadReference reference) {}
}
