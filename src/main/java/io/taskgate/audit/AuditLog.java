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

/// Records who did what. Each line has the SHA-256 of the line before, so that [AuditVerifier] finds a line
/// that was changed, removed or moved. Safe for many threads; writes to the operating system, without waiting
/// for the disk.
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

    AuditLog(AuditConfig config, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        required = config.required();
        last = new AuditLineFormat.Head(0, newChain(), AuditLineFormat.NONE);
        config.file().map(Path::of).flatMap(this::openFile).ifPresent(problems::add);
        archive = AuditArchiveConfig.read(config.s3(), problems).orElse(null);
        hourly = archive == null ? null : openFolder(archive.directory());
        if (required && config.file().isEmpty() && config.s3().bucket().isEmpty()) {
            problems.add("taskgate.audit.required: needs a file: set taskgate.audit.file, or taskgate.audit.s3");
        }
    }

    private @Nullable HourlyAuditFile openFolder(Path folder) {
        try {
            HourlyAuditFile files = new HourlyAuditFile(folder, clock);
            outputs.add(new AuditQueue(files));
            return files;
        } catch (IOException e) {
            problems.add("taskgate.audit.s3.directory: can't be written: " + e
                    + ". Name a folder on a volume that can be written");
            return null;
        }
    }

    /// @return what is wrong with the file
    private Optional<String> openFile(Path path) {
        try {
            AuditFile file = AuditFile.open(path);
            outputs.add(new AuditQueue(file));
            return file.lastLine().flatMap(this::continues);
        } catch (IOException e) {
            return Optional.of("taskgate.audit.file: can't be written: " + e
                    + ". Name a file on a volume that can be written, one for each process");
        }
    }

    /// The chain goes on from the last line of the file.
    ///
    /// @return what is wrong with that line
    private Optional<String> continues(String line) {
        Optional<AuditLineFormat.Head> head = AuditLineFormat.head(line);
        if (head.isEmpty()) {
            return Optional.of("taskgate.audit.file: its last line is none of an audit log: verify the file"
                    + " (docs/audit.md), and move it away");
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

    /// Why the gateway can't start with this audit log: a line for each thing that is wrong.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// Call it before an action that can't be taken back: it writes what still waits for the file.
    ///
    /// @throws AuditUnavailableException where the audit log is required and can't be written
    public void ready() {
        lock.lock();
        try {
            write();
        } finally {
            lock.unlock();
        }
    }

    /// Records an action. A line that can't be written waits, and is written in its place before the next one.
    ///
    /// @throws AuditUnavailableException where the audit log is required and can't be written
    public void record(AuditEvent event) {
        lock.lock();
        try {
            if (isFull()) {
                write();
            }
            if (isFull()) {
                count(event, "lost");
                LOG.error("an audit line is lost: too many lines wait for the file");
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

    /// Each output has its own lines that wait: one that can't be written does not hold up the other.
    private void write() {
        boolean written = true;
        for (AuditQueue output : outputs) {
            try {
                output.write();
            } catch (IOException e) {
                written = false;
                LOG.errorf("the audit file can't be written, %d lines wait: %s", output.waiting(), e);
            }
        }
        if (required && !written) {
            throw new AuditUnavailableException("the audit log can't be written");
        }
    }

    /// How hourly files are archived; null where there are none.
    @Nullable AuditArchiveConfig archive() {
        return archive;
    }

    /// Ends the file of an hour that is over at that time.
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
