package io.taskgate.payload;

/// What came of a payload at a boundary.
public sealed interface Crossing {

    /// It goes on, itself or as its reference.
    ///
    /// @param bytesIn  its size as it came, in UTF-8; of a tree, as compact JSON
    /// @param bytesOut the size of what travels on
    record Passed(Payload payload, long bytesIn, long bytesOut) implements Crossing {}

    /// Over budget, and the boundary refuses: tell the sender.
    record Refused(long bytes, long budget) implements Crossing {
        public String detail() {
            return "the shaped payload has " + bytes + " B, and its budget is " + budget + " B";
        }
    }

    /// Over budget, and the boundary ends the task: `Taskgate.PayloadTooLarge`.
    record Failed(long bytes, long budget) implements Crossing {
        public String detail() {
            return "the shaped payload has " + bytes + " B, and its budget is " + budget + " B";
        }
    }

    /// The shape finds nothing where it looks.
    ///
    /// @param message names the part of the shape and the path
    record Unshapeable(String message) implements Crossing {}
}
