package io.taskgate.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// The audit log.
@ConfigMapping(prefix = "taskgate.audit")
public interface AuditConfig {

    /// The file that the audit log is appended to, one for each process. Without it the lines go to the logger
    /// `io.taskgate.audit` only.
    Optional<String> file();

    /// Whether a request fails (503) that can't be written to the file, or to the folder of the hourly files.
    @WithDefault("false")
    boolean required();

    /// Hourly files, put into a bucket with Object Lock.
    S3 s3();

    /// Hourly files in S3.
    interface S3 {

        /// The bucket, which has Object Lock. Without it there are no hourly files.
        Optional<String> bucket();

        /// Goes before every key.
        @WithDefault("audit/")
        String keyPrefix();

        /// Who may shorten the retention: with `governance` those who have `s3:BypassGovernanceRetention`, with
        /// `compliance` nobody, not even the account's root user.
        @WithDefault("governance")
        Mode mode();

        /// How many days an object can't be deleted, from 1 to 36500. Required with a bucket.
        OptionalInt retentionDays();

        /// Where the files wait until S3 has confirmed them: a volume that outlives the process. Replicas may share
        /// it. Required with a bucket.
        Optional<Path> directory();

        /// How long the files of a process that ends may take.
        @WithDefault("5s")
        Duration flushTimeout();
    }

    /// The mode of an object's retention.
    enum Mode {
        GOVERNANCE,
        COMPLIANCE
    }
}
