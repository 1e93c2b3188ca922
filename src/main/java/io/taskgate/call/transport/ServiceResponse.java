package io.taskgate.call.transport;

import io.taskgate.payload.spool.Spool;
import org.jspecify.annotations.Nullable;

/// The response of a service.
public sealed interface ServiceResponse {

    /// A success whose body is one JSON value.
    record Success(int status, Spool body) implements ServiceResponse {}

    /// A 202 response: the work continues.
    ///
    /// @param location the `Location` header; null for none
    /// @param body     its first 64 KiB
    @SuppressWarnings("ArrayRecordComponent")
    record Accepted(@Nullable String location, byte[] body) implements ServiceResponse {}

    /// A response with any other status.
    ///
    /// @param body       its first 64 KiB
    /// @param retryAfter the `Retry-After` header; null for none
    @SuppressWarnings("ArrayRecordComponent")
    record ErrorResponse(int status, byte[] body, @Nullable String retryAfter) implements ServiceResponse {}
}
