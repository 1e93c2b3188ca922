package io.taskgate.audit;

import io.smallrye.config.WithDefault;
import io.taskgate.settings.ValueRange;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Settings of the audit log.
@ConsistentAudit
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
        Optional<
                        @Pattern(
                                regexp = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                                message = "Invalid bucket \"<value>\". Use the bucket name.")
                        String>
                bucket();

        /// The prefix of every key.
        @WithDefault("audit/")
        @Pattern(
                regexp = "(?=.{0,256}$)(?:[A-Za-z0-9!_.*'()-]+/)*",
                message = "Must be empty, or end with / and contain only letters, digits and !_.*'()-, 256 at most.")
        String keyPrefix();

        /// The retention mode. `governance`: principals with `s3:BypassGovernanceRetention` can shorten the
        /// retention. `compliance`: nobody can, including the root user of the account.
        @WithDefault("governance")
        Mode mode();

        /// The retention in days, from 1 to 36500. Required with a bucket.
        Optional<@ValueRange(min = "1", max = "36500") Integer> retentionDays();

        /// The directory in which files wait for their upload, on a volume that outlives the process.
        /// Replicas can share it. Required with a bucket.
        Optional<Path> directory();

        /// The maximum time for uploading the remaining files at shutdown.
        @WithDefault("5s")
        @ValueRange(min = "0s", max = "10m")
        Duration flushTimeout();
    }

    /// The retention mode of an object.
    enum Mode {
        GOVERNANCE,
        COMPLIANCE
    }
}
