package io.taskgate.call;

import io.taskgate.call.transport.CallFailure;
import io.taskgate.payload.boundary.SizeViolation;
import io.taskgate.payload.claimcheck.Payload;
import io.taskgate.payload.spool.SpoolException;

/// What a call came to.
public sealed interface CallResult {

    /// The service answered, and the response has crossed its boundary.
    ///
    /// @param bytesIn  the response as it came
    /// @param bytesOut what travels on
    record Answered(Payload payload, int serviceStatus, long bytesIn, long bytesOut) implements CallResult {}

    /// The call turned out long: the service works on.
    record Accepted(AsyncJob job) implements CallResult {}

    /// The service did not do it, or nobody knows: one error that a workflow can catch.
    record Failed(CallFailure failure) implements CallResult {}

    /// The response is over its budget and may not be checked in.
    record TooLarge(SizeViolation excess, int serviceStatus) implements CallResult {}

    /// The request can't be shaped; nothing was sent.
    ///
    /// @param message names the part of the shape and the path
    record Unshapeable(String message) implements CallResult {}

    /// The request lacks what the path or a header needs; nothing was sent.
    ///
    /// @param slot as it is written in the configuration
    record Unfilled(String slot, String problem) implements CallResult {}

    /// The request is over its budget and may not be checked in; nothing was sent.
    record OverBudget(SizeViolation excess) implements CallResult {}

    /// The disk does not take the response in. The service may have done the work.
    record NoRoom(SpoolException reason) implements CallResult {}
}
