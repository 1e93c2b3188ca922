package io.taskgate.payload.boundary;

import io.taskgate.payload.claimcheck.Payload;

/// What came of a payload at a boundary.
public sealed interface BoundaryResult {

    /// It goes on, itself or as its reference.
    ///
    /// @param bytesIn  its size as it came, in UTF-8; of a tree, as compact JSON
    /// @param bytesOut the size of what travels on
    record Passed(Payload payload, long bytesIn, long bytesOut) implements BoundaryResult {}

    /// Too large, and the boundary refuses: tell the sender.
    record Refused(SizeViolation excess) implements BoundaryResult {
        public long bytes() {
            return excess.bytes();
        }
    }

    /// Too large, and the boundary ends the task: `Taskgate.PayloadTooLarge`.
    record Failed(SizeViolation excess) implements BoundaryResult {
        public long bytes() {
            return excess.bytes();
        }
    }

    /// The shape finds nothing where it looks.
    ///
    /// @param message names the part of the shape and the path
    record Unshapeable(String message) implements BoundaryResult {}
}
