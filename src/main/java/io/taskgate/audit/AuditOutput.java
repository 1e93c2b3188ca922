package io.taskgate.audit;

import java.io.IOException;

/// Where the lines of an audit log are appended to. For one thread at a time.
interface AuditOutput extends AutoCloseable {

    /// Appends a line, all of it or nothing.
    void append(String line) throws IOException;

    @Override
    void close() throws IOException;
}
