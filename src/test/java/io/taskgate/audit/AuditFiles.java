package io.taskgate.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verifies the file of a gateway that runs, and makes audit logs for tests of other packages.
public final class AuditFiles {

    private record Config(Optional<String> file, boolean required) implements AuditConfig {}

    private AuditFiles() {}

    /// An audit log that appends to a file.
    public static AuditLog log(Path file) {
        return new AuditLog(
                new Config(Optional.of(file.toString()), true), Clock.systemUTC(), new SimpleMeterRegistry());
    }

    public static void close(AuditLog log) throws IOException {
        log.close();
    }

    public static Optional<String> verify(Path file) throws IOException {
        return new AuditVerifier(Set.of()).verify(List.of(file));
    }
}
