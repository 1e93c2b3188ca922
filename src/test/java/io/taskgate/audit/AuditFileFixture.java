package io.taskgate.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verifies the audit file of a running gateway, and creates audit logs for the tests of other packages.
public final class AuditFileFixture {

    record Config(Optional<String> file, boolean required, S3 s3) implements AuditConfig {}

    record Bucket(
            Optional<String> bucket,
            String keyPrefix,
            AuditConfig.Mode mode,
            Optional<Integer> retentionDays,
            Optional<Path> directory,
            Duration flushTimeout)
            implements AuditConfig.S3 {}

    private static final Bucket NONE = new Bucket(
            Optional.empty(),
            "audit/",
            AuditConfig.Mode.GOVERNANCE,
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(5));

    private AuditFileFixture() {}

    static AuditConfig config(Optional<String> file, boolean required) {
        return new Config(file, required, NONE);
    }

    /// Returns the hourly files in the folder that are not archived yet.
    public static AuditConfig hourly(Path folder, String bucket) {
        return new Config(
                Optional.empty(),
                true,
                new Bucket(
                        Optional.of(bucket),
                        "audit/",
                        AuditConfig.Mode.COMPLIANCE,
                        Optional.of(400),
                        Optional.of(folder),
                        Duration.ofSeconds(5)));
    }

    /// Creates an audit log that appends to a file.
    public static AuditLog log(Path file) {
        return new AuditLog(config(Optional.of(file.toString()), true), Clock.systemUTC(), new SimpleMeterRegistry());
    }

    public static void close(AuditLog log) throws IOException {
        log.close();
    }

    public static Optional<String> verify(Path file) throws IOException {
        return new AuditVerifier(Set.of()).verify(List.of(file));
    }
}
