package io.taskgate.audit;

import java.io.IOException;

/// A destination of audit lines. Not thread-safe.
interface AuditOutput extends AutoCloseable {

    /// Appends a whole line, or nothing.
    void append(String line) throws IOException;

    @Override
    void close() throws IOException;
}
