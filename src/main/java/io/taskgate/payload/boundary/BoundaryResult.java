package io.taskgate.payload.boundary;

import io.taskgate.payload.claimcheck.Payload;

/// The result of applying a boundary to a payload.
public sealed interface BoundaryResult {

    /// The payload passes, inline or as a reference.
    ///
    /// @param bytesIn  the size before the shape, in UTF-8 bytes; of a tree, as compact JSON
    /// @param bytesOut the size of the payload or reference that is sent
    record Passed(Payload payload, long bytesIn, long bytesOut) implements BoundaryResult {}

    /// The payload is too large and the sender gets an error.
    record Refused(SizeViolation excess) implements BoundaryResult {
        public long bytes() {
            return excess.bytes();
        }
    }

    /// The payload is too large and the task fails with `Taskgate.PayloadTooLarge`.
    record Failed(SizeViolation excess) implements BoundaryResult {
        public long bytes() {
            return excess.bytes();
        }
    }

    /// A path of the shape finds nothing in the payload.
    ///
    /// @param message names the part of the shape and the path
    record Unshapeable(String message) implements BoundaryResult {}
}
