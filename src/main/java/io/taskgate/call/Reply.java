package io.taskgate.call;

import io.taskgate.payload.Spool;

/// What a service answered.
sealed interface Reply {

    /// Success, and its body is one JSON value.
    record Whole(int status, Spool body) implements Reply {}

    /// Any other status.
    ///
    /// @param body its first 64 KiB
    @SuppressWarnings("ArrayRecordComponent")
    record Refusal(int status, byte[] body) implements Reply {}
}
