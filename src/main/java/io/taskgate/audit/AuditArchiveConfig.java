package io.taskgate.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The validated configuration of the archive of hourly files (`taskgate.audit.s3`).
record AuditArchiveConfig(
        String bucket,
        String keyPrefix,
        AuditConfig.Mode mode,
        int retentionDays,
        Path directory,
        Duration flushTimeout) {

    private static final String ROOT = "taskgate.audit.s3.";
    private static final int MAX_DAYS = 36_500;
    private static final int MAX_PREFIX = 256;
    private static final Duration MAX_FLUSH = Duration.ofMinutes(10);

    /// Returns empty if nothing is archived, or a setting is invalid.
    ///
    /// @param problems receives one line for each error
    static Optional<AuditArchiveConfig> read(AuditConfig.S3 s3, List<String> problems) {
        int before = problems.size();
        if (s3.bucket().isEmpty()) {
            if (s3.directory().isPresent() || s3.retentionDays().isPresent()) {
                problems.add(ROOT + "bucket: Required. Set a bucket with Object Lock.");
            }
            return Optional.empty();
        }
        check(
                s3.bucket().get().matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
                problems,
                "bucket: Not a valid bucket name.");
        check(
                s3.keyPrefix().matches("([A-Za-z0-9!_.*'()-]+/)*")
                        && s3.keyPrefix().length() <= MAX_PREFIX,
                problems,
                "key-prefix: Must be empty, or end with / and contain only letters, digits and !_.*'()-, 256 at most.");
        int days = s3.retentionDays().orElse(0);
        check(
                days >= 1 && days <= MAX_DAYS,
                problems,
                "retention-days: Required. Expected an integer between 1 and " + MAX_DAYS + ".");
        check(
                s3.directory().isPresent(),
                problems,
                "directory: Required. Set a directory on a volume that outlives the process.");
        check(
                !s3.flushTimeout().isNegative() && s3.flushTimeout().compareTo(MAX_FLUSH) <= 0,
                problems,
                "flush-timeout: Must be between 0s and 10m.");
        return problems.size() > before
                ? Optional.empty()
                : s3.directory()
                        .map(folder -> new AuditArchiveConfig(
                                s3.bucket().get(), s3.keyPrefix(), s3.mode(), days, folder, s3.flushTimeout()));
    }

    private static void check(boolean right, List<String> problems, String problem) {
        if (!right) {
            problems.add(ROOT + problem);
        }
    }
}
