package io.taskgate.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Where payloads wait that are being checked in, until it is known that they are whole.
@ConfigMapping(prefix = "taskgate.spool")
interface SpoolConfig {

    /// For temporary files: as much room as all payloads that are checked in at once take.
    @WithDefault("${java.io.tmpdir}")
    Path directory();

    /// What of each payload is kept in memory before a file is made.
    @WithDefault("64KiB")
    String memoryThreshold();
}
