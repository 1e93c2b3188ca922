package io.taskgate.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes one audit file for each hour, into a folder where it waits until it is archived. Its name contains
/// the hour, the chain and the sequence of the first line, so that names sort in chain order. Thread-safe.
final class HourlyAuditFile implements AuditOutput {

    static final String SUFFIX = ".jsonl";

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable AuditFile current;
    private Instant hour = Instant.EPOCH;

    /// @param folder is created if it is missing
    HourlyAuditFile(Path folder, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.clock = clock;
        if (!Files.isWritable(folder)) {
            throw new IOException("The folder " + folder + " can't be written.");
        }
    }

    @Override
    public void append(String line) throws IOException {
        lock.lock();
        try {
            closeBefore(clock.instant());
            AuditFile file = current;
            if (file == null) {
                Instant now = clock.instant();
                file = AuditFile.open(folder.resolve(name(now, line)));
                current = file;
                hour = now.truncatedTo(ChronoUnit.HOURS);
            }
            file.append(line);
        } finally {
            lock.unlock();
        }
    }

    private static String name(Instant now, String line) throws IOException {
        AuditLineFormat.Head head = AuditLineFormat.head(line).orElseThrow(() -> new IOException("Not an audit line."));
        return "%s-%s-%018d%s".formatted(HOUR.format(now), head.chain(), head.sequence(), SUFFIX);
    }

    /// Closes the file if its hour has ended.
    void closeBefore(Instant now) throws IOException {
        lock.lock();
        try {
            if (!now.truncatedTo(ChronoUnit.HOURS).equals(hour)) {
                close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Closes the file, also within its hour: the next line starts a new one.
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            AuditFile file = current;
            current = null;
            if (file != null) {
                file.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
