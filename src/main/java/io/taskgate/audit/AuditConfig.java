package io.taskgate.audit;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Settings of the audit log.
public interface AuditConfig {

    /// The file to which the audit log is appended, one for each process. Default: only the logger
    /// `io.taskgate.audit`.
    Optional<String> file();

    /// Whether a request fails with 503 if it can't be recorded in the file, or in the folder of the hourly
    /// files.
    @WithDefault("false")
    boolean required();

    /// Hourly files in a bucket with Object Lock.
    S3 s3();

    /// Hourly files in S3.
    interface S3 {

        /// The bucket, with Object Lock. Default: no hourly files.
        Optional<String> bucket();

        /// The prefix of every key.
        @WithDefault("audit/")
        String keyPrefix();

        /// The retention mode. `governance`: principals with `s3:BypassGovernanceRetention` can shorten the
        /// retention. `compliance`: nobody can, including the root user of the account.
        @WithDefault("governance")
        Mode mode();

        /// The retention in days, from 1 to 36500. Required with a bucket.
        OptionalInt retentionDays();

        /// The directory in which files wait for their upload, on a volume that outlives the process.
        /// Replicas can share it. Required with a bucket.
        Optional<Path> directory();

        /// The maximum time for uploading the remaining files at shutdown.
        @WithDefault("5s")
        Duration flushTimeout();
    }

    /// The retention mode of an object.
    enum Mode {
        GOVERNANCE,
        COMPLIANCE
    }
}
