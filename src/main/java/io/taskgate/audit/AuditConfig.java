package io.taskgate.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// The audit log.
@ConfigMapping(prefix = "taskgate.audit")
public interface AuditConfig {

    /// The file that the audit log is appended to, one for each process. Without it the lines go to the logger
    /// `io.taskgate.audit` only.
    Optional<String> file();

    /// Whether a request fails (503) that can't be written to the file.
    @WithDefault("false")
    boolean required();
}
