package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Settings of the temporary storage for payloads that are being checked in.
@ConfigMapping(prefix = "taskgate.spool")
interface SpoolConfig {

    /// The directory for temporary files. It must have room for all payloads that are checked in
    /// concurrently.
    @WithDefault("${java.io.tmpdir}")
    Path directory();

    /// The part of each payload that is kept in memory before a file is created.
    @WithDefault("64KiB")
    String memoryThreshold();
}
