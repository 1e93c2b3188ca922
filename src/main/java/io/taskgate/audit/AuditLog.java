package io.taskgate.audit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Records who did what. Each line has the SHA-256 of the line before, so that [AuditVerifier] finds a line that was
/// changed, removed or moved. Safe for many threads; writes to the operating system, without waiting for the disk.
@Singleton
public final class AuditLog {

    private static final Logger LOG = Logger.getLogger("io.taskgate.audit");

    /// Lines that wait for a file that can't be written.
    private static final int MOST_WAITING = 1_000;

    private final Clock clock;
    private final MeterRegistry meters;
    private final boolean required;
    private final @Nullable AuditFile file;
    private final @Nullable String problem;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> waiting = new ArrayDeque<>();
    private AuditLine.Head last;
    private String lastDigest = AuditLine.NONE;

    AuditLog(AuditConfig config, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
        required = config.required();
        last = new AuditLine.Head(0, newChain(), AuditLine.NONE);
        AuditFile opened = null;
        String found = null;
        if (config.file().isPresent()) {
            try {
                opened = AuditFile.open(Path.of(config.file().get()));
                found = opened.lastLine().flatMap(this::continues).orElse(null);
            } catch (IOException e) {
                found = "taskgate.audit.file: can't be written: " + e + ". Name a file on a volume that can be written,"
                        + " one for each process";
            }
        } else if (required) {
            found = "taskgate.audit.required: needs a file: set taskgate.audit.file";
        }
        file = opened;
        problem = found;
    }

    /// The chain goes on from the last line of the file.
    ///
    /// @return what is wrong with that line
    private Optional<String> continues(String line) {
        Optional<AuditLine.Head> head = AuditLine.head(line);
        if (head.isEmpty()) {
            return Optional.of("taskgate.audit.file: its last line is none of an audit log: verify the file"
                    + " (docs/audit.md), and move it away");
        }
        last = head.get();
        lastDigest = AuditLine.sha256(line);
        return Optional.empty();
    }

    private static String newChain() {
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /// Why the gateway can't start with this audit log.
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
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
            if (waiting.size() >= MOST_WAITING) {
                write();
            }
            if (waiting.size() >= MOST_WAITING) {
                count(event, "lost");
                LOG.errorf("an audit line is lost: %d lines wait for the file", waiting.size());
                return;
            }
            AuditLine.Head head = new AuditLine.Head(last.sequence() + 1, last.chain(), lastDigest);
            String line = AuditLine.text(clock.instant().toString(), head, event);
            last = head;
            lastDigest = AuditLine.sha256(line);
            LOG.info(line);
            count(event, "recorded");
            if (file != null) {
                waiting.add(line);
                write();
            }
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

    private void write() {
        try {
            while (file != null && !waiting.isEmpty()) {
                file.append(waiting.getFirst());
                waiting.removeFirst();
            }
        } catch (IOException e) {
            LOG.errorf("the audit file can't be written, %d lines wait: %s", waiting.size(), e);
            if (required) {
                throw new AuditUnavailableException("the audit log can't be written");
            }
        }
    }

    @PreDestroy
    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
