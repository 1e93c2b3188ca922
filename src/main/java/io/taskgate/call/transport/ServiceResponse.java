package io.taskgate.call.transport;

import io.taskgate.payload.spool.Spool;
import org.jspecify.annotations.Nullable;

/// What a service answered.
public sealed interface ServiceResponse {

    /// Success, and its body is one JSON value.
    record Whole(int status, Spool body) implements ServiceResponse {}

    /// 202, and the work goes on.
    ///
    /// @param location where its status is, as the service wrote it; null where it didn't
    /// @param body     its first 64 KiB
    @SuppressWarnings("ArrayRecordComponent")
    record Accepted(@Nullable String location, byte[] body) implements ServiceResponse {}

    /// Any other status.
    ///
    /// @param body       its first 64 KiB
    /// @param retryAfter the header, as the service wrote it; null where it didn't
    @SuppressWarnings("ArrayRecordComponent")
    record Refusal(int status, byte[] body, @Nullable String retryAfter) implements ServiceResponse {}
}
