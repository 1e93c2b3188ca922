package io.taskgate.bench.shapes;

import java.io.IOException;

/// The measured operation: bytes in, bytes out.
interface ShapeRun {
    /// Applies the operation.
    ///
    /// @return a value that the compiler can't eliminate
    Object apply(byte[] json) throws IOException;
}
