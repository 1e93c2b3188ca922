package io.taskgate.bench.shapes;

import java.io.IOException;

/// What is measured: bytes in, bytes out.
interface ShapeRun {
    /// @return something that the compiler can't do without
    Object apply(byte[] json) throws IOException;
}
