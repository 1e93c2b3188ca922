package io.taskgate.config;

import io.smallrye.config.WithDefault;
import io.taskgate.payload.ByteSize;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.settings.ValueRange;
import java.nio.file.Path;
import java.util.Optional;

/// Settings of the temporary storage for payloads that are being checked in.
public interface SpoolConfig {

    /// The directory for temporary files. It must have room for all payloads that are checked in
    /// concurrently. Default: that of the system (`java.io.tmpdir`).
    Optional<Path> directory();

    /// The part of each payload that is kept in memory before a file is created.
    @WithDefault("64KiB")
    @ValueRange(min = "0", max = "64MiB")
    ByteSize memoryThreshold();

    default SpoolFactory spools() {
        return new SpoolFactory(directory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"))), (int)
                memoryThreshold().bytes());
    }
}
