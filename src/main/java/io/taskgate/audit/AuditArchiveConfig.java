package io.taskgate.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The configuration of the archive of hourly files (`taskgate.audit.s3`).
record AuditArchiveConfig(
        String bucket,
        String keyPrefix,
        AuditConfig.Mode mode,
        int retentionDays,
        Path directory,
        Duration flushTimeout) {

    /// Returns empty if nothing is archived, or a setting is missing.
    static Optional<AuditArchiveConfig> of(AuditConfig.S3 s3) {
        return s3.bucket()
                .flatMap(bucket -> s3.directory()
                        .flatMap(directory -> s3.retentionDays()
                                .map(days -> new AuditArchiveConfig(
                                        bucket, s3.keyPrefix(), s3.mode(), days, directory, s3.flushTimeout()))));
    }
}
