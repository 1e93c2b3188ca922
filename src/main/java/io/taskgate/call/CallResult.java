package io.taskgate.call;

import io.taskgate.call.transport.CallFailure;
import io.taskgate.payload.boundary.SizeViolation;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.spool.SpoolException;

/// The result of a call.
public sealed interface CallResult {

    /// The service answered, and the response passed its boundary.
    ///
    /// @param bytesIn  the size of the response
    /// @param bytesOut the size of the payload that is returned
    record Answered(Payload payload, int serviceStatus, long bytesIn, long bytesOut) implements CallResult {}

    /// The service continues the work as a job.
    record Accepted(AsyncJob job) implements CallResult {}

    /// The call failed or its result is unknown. A workflow can catch the error.
    record Failed(CallFailure failure) implements CallResult {}

    /// The response exceeds its budget and can't be checked in.
    record TooLarge(SizeViolation excess, int serviceStatus) implements CallResult {}

    /// The request can't be shaped. Nothing was sent.
    ///
    /// @param message names the part of the shape and the path
    record Unshapeable(String message) implements CallResult {}

    /// The request lacks a value for the path or a header. Nothing was sent.
    ///
    /// @param placeholder as written in the configuration
    record MissingValue(String placeholder, String problem) implements CallResult {}

    /// The request exceeds its budget and can't be checked in. Nothing was sent.
    record OverBudget(SizeViolation excess) implements CallResult {}

    /// The response can't be stored on disk. The service may have done the work.
    record SpoolFailed(SpoolException reason) implements CallResult {}
}
