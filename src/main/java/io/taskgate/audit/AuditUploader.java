package io.taskgate.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskgate.audit.AuditArchive.AuditObject;
import io.taskgate.audit.AuditArchive.NotArchivedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Uploads hourly files to the archive after their hour, and deletes each file when the archive has confirmed
/// it. It also uploads the files of processes that have ended, which no process has locked. Thread-safe.
@Singleton
public final class AuditUploader {

    private static final Logger LOG = Logger.getLogger("io.taskgate.audit.upload");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final int MAX_DOUBLINGS = 5;

    /// Year, month, day, hour, then the chain and the sequence of the first line.
    private static final Pattern NAME =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})T(\\d{2})-([0-9a-f]{32}-\\d{18}\\" + HourlyAuditFile.SUFFIX + ")");

    private final AuditLog log;
    private final AuditArchive archive;
    private final @Nullable AuditArchiveConfig settings;
    private final Clock clock;
    private final Counter stored;
    private final Counter failed;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant notBefore = Instant.EPOCH;
    private int failures;

    /// The end of the hour of the oldest unconfirmed file; null if all are confirmed.
    private volatile @Nullable Instant oldest;

    AuditUploader(AuditLog log, AuditArchive archive, Clock clock, MeterRegistry meters) {
        this.log = log;
        this.archive = archive;
        this.settings = log.archive();
        this.clock = clock;
        stored = meters.counter("taskgate.audit.objects", "result", "stored");
        failed = meters.counter("taskgate.audit.objects", "result", "failed");
        Gauge.builder("taskgate.audit.upload.lag", this, AuditUploader::lagSeconds)
                .baseUnit("seconds")
                .register(meters);
    }

    private double lagSeconds() {
        Instant since = oldest;
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0);
    }

    /// Archives the files whose hour has ended, except during the pause after a failure.
    public void round() {
        AuditArchiveConfig s3 = settings;
        if (s3 == null) {
            return;
        }
        lock.lock();
        try {
            Instant now = clock.instant();
            log.closeHour(now);
            if (!now.isBefore(notBefore)) {
                boolean all = archiveAll(s3, Instant.MAX);
                failures = all ? 0 : failures + 1;
                notBefore = all ? Instant.EPOCH : now.plus(pause(failures));
            }
        } catch (IOException e) {
            LOG.errorf("Hourly audit files can't be listed: error=\"%s\"", e);
        } finally {
            lock.unlock();
        }
    }

    static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    }

    /// Archives all files including the current hour within the time limit, at shutdown.
    public void finish() {
        AuditArchiveConfig s3 = settings;
        if (s3 == null) {
            return;
        }
        lock.lock();
        try {
            log.closeHour(Instant.MAX);
            if (!archiveAll(s3, clock.instant().plus(s3.flushTimeout()))) {
                LOG.warnf("Audit files left for the next process with this directory: directory=%s", s3.directory());
            }
        } catch (IOException e) {
            LOG.errorf("Hourly audit files can't be listed: error=\"%s\"", e);
        } finally {
            lock.unlock();
        }
    }

    /// @return whether every file is archived that no process writes
    private boolean archiveAll(AuditArchiveConfig s3, Instant end) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(s3.directory())) {
            files = all.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
        Instant left = null;
        boolean away = false;
        for (Path file : files) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (!name.matches()) {
                continue;
            }
            Result result = away || clock.instant().isAfter(end) ? Result.LEFT : archive(s3, file, name);
            away |= result == Result.AWAY;
            if (left == null && result != Result.DONE) {
                left = over(name);
            }
        }
        oldest = left;
        return left == null;
    }

    private enum Result {
        DONE,
        LEFT,
        AWAY
    }

    private Result archive(AuditArchiveConfig s3, Path file, Matcher name) throws IOException {
        try (AuditFile own = AuditFile.openExisting(file)) {
            if (own.lastLine().isPresent()) {
                Instant until = clock.instant().plus(Duration.ofDays(s3.retentionDays()));
                archive.store(new AuditObject(s3.bucket(), key(s3, name), file, sha256(file), s3.mode(), until));
                stored.increment();
            }
            Files.deleteIfExists(file);
            return Result.DONE;
        } catch (AuditFile.WrittenByAnotherException | NoSuchFileException theirs) {
            // written or archived by another process
            return Result.DONE;
        } catch (NotArchivedException e) {
            failed.increment();
            LOG.errorf("Audit file not archived: file=%s error=\"%s\"", file, e.getMessage());
            return e.isConflict() ? Result.LEFT : Result.AWAY;
        }
    }

    private static String key(AuditArchiveConfig s3, Matcher name) {
        return s3.keyPrefix()
                + String.join("/", name.group(1), name.group(2), name.group(3), name.group(4), name.group(5));
    }

    private static Instant over(Matcher name) {
        return ZonedDateTime.of(
                        Integer.parseInt(name.group(1)),
                        Integer.parseInt(name.group(2)),
                        Integer.parseInt(name.group(3)),
                        Integer.parseInt(name.group(4)),
                        0,
                        0,
                        0,
                        ZoneOffset.UTC)
                .plusHours(1)
                .toInstant();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] some = new byte[64 * 1024];
            for (int got = in.read(some); got >= 0; got = in.read(some)) {
                digest.update(some, 0, got);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java platform does not provide SHA-256.", e);
        }
    }
}
