package io.taskgate.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verifies the file of a gateway that runs.
public final class AuditFiles {

    private AuditFiles() {}

    public static Optional<String> verify(Path file) throws IOException {
        return new AuditVerifier(Set.of()).verify(List.of(file));
    }
}
