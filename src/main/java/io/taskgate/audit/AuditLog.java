package io.taskgate.audit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Records actions with their principals. Each line contains the SHA-256 of the previous line, so that
/// [AuditVerifier] detects changed, removed or moved lines. Writes to the operating system without waiting
/// for the disk. Thread-safe.
@Singleton
public final class AuditLog {

    private static final Logger LOG = Logger.getLogger("io.taskgate.audit");

    private final Clock clock;
    private final MeterRegistry meters;
    private final boolean required;
    private final List<AuditQueue> outputs = new ArrayList<>();
    private final @Nullable AuditArchiveConfig archive;
    private final @Nullable HourlyAuditFile hourly;
    private final List<String> problems = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private AuditLineFormat.Head last;
    private String lastDigest = AuditLineFormat.NONE;

    public AuditLog(AuditConfig config, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        required = config.required();
        last = new AuditLineFormat.Head(0, newChain(), AuditLineFormat.NONE);
        config.file().map(Path::of).flatMap(this::openFile).ifPresent(problems::add);
        archive = AuditArchiveConfig.of(config.s3()).orElse(null);
        hourly = archive == null ? null : openFolder(archive.directory());
    }

    private @Nullable HourlyAuditFile openFolder(Path folder) {
        try {
            HourlyAuditFile files = new HourlyAuditFile(folder, clock);
            outputs.add(new AuditQueue(files));
            return files;
        } catch (IOException e) {
            problems.add(
                    "taskgate.audit.s3.directory: Can't be written: " + e + ". Set a directory on a writable volume.");
            return null;
        }
    }

    /// @return the error of the file
    private Optional<String> openFile(Path path) {
        try {
            AuditFile file = AuditFile.open(path);
            outputs.add(new AuditQueue(file));
            return file.lastLine().flatMap(this::continues);
        } catch (IOException e) {
            return Optional.of("taskgate.audit.file: Can't be written: " + e
                    + ". Set a file on a writable volume, one for each process.");
        }
    }

    /// Continues the chain from the last line of the file.
    ///
    /// @return the error of that line
    private Optional<String> continues(String line) {
        Optional<AuditLineFormat.Head> head = AuditLineFormat.head(line);
        if (head.isEmpty()) {
            return Optional.of("taskgate.audit.file: The last line is not an audit line. Verify the file"
                    + " (docs/audit.md), and move it away.");
        }
        last = head.get();
        lastDigest = AuditLineFormat.sha256(line);
        return Optional.empty();
    }

    private static String newChain() {
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /// Returns the start-up errors of the audit log, one line each.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// Writes pending lines. Call it before an action that can't be undone.
    ///
    /// @throws AuditUnavailableException if the audit log is required and can't be written
    public void ready() {
        lock.lock();
        try {
            write();
        } finally {
            lock.unlock();
        }
    }

    /// Records an action. A line that can't be written stays pending, and is written in order before the next
    /// one.
    ///
    /// @throws AuditUnavailableException if the audit log is required and can't be written
    public void record(AuditEvent event) {
        lock.lock();
        try {
            if (isFull()) {
                write();
            }
            if (isFull()) {
                count(event, "lost");
                LOG.error("Audit line lost: reason=\"too many pending lines\"");
                return;
            }
            AuditLineFormat.Head head = new AuditLineFormat.Head(last.sequence() + 1, last.chain(), lastDigest);
            String line = AuditLineFormat.text(clock.instant().toString(), head, event);
            last = head;
            lastDigest = AuditLineFormat.sha256(line);
            LOG.info(line);
            count(event, "recorded");
            outputs.forEach(output -> output.add(line));
            write();
        } finally {
            lock.unlock();
        }
    }

    private void count(AuditEvent event, String result) {
        meters.counter(
                        "taskgate.audit.events",
                        "action",
                        event.action().name().toLowerCase(Locale.ROOT),
                        "result",
                        result)
                .increment();
    }

    private boolean isFull() {
        return outputs.stream().anyMatch(AuditQueue::isFull);
    }

    /// Each output has its own pending lines, so that a failing output does not block the other.
    private void write() {
        boolean written = true;
        for (AuditQueue output : outputs) {
            try {
                output.write();
            } catch (IOException e) {
                written = false;
                LOG.errorf("Audit log can't be written: pendingLines=%d error=\"%s\"", output.waiting(), e);
            }
        }
        if (required && !written) {
            throw new AuditUnavailableException("The audit log can't be written.");
        }
    }

    /// Returns the configuration of the archive; null for none.
    @Nullable AuditArchiveConfig archive() {
        return archive;
    }

    /// Closes the hourly file if its hour has ended at that time.
    void closeHour(Instant now) throws IOException {
        if (hourly != null) {
            hourly.closeBefore(now);
        }
    }

    @PreDestroy
    void close() throws IOException {
        for (AuditQueue output : outputs) {
            output.close();
        }
    }
}
