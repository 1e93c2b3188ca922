package io.taskgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.audit.AuditArchive.AuditObject;
import io.taskgate.audit.AuditArchive.NotArchivedException;
import io.taskgate.testing.callback.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the upload of the audit log's hourly files to an archive.
class AuditUploaderTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder;

    @TempDir
    Path archive;

    private final MutableClock clock = new MutableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TreeMap<String, AuditObject> stored = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private Supplier<Optional<NotArchivedException>> failure = Optional::empty;
    private AuditConfig config;
    private AuditLog log;
    private AuditUploader upload;

    @BeforeEach
    void start() {
        clock.set(NOON);
        config = AuditFileFixture.hourly(folder.resolve("spool"), "audit-bucket");
        log = new AuditLog(config, clock, meters);
        upload = new AuditUploader(log, this::store, clock, meters);
    }

    private void store(AuditObject object) {
        asked.add(object.key());
        failure.get().ifPresent(exception -> {
            throw exception;
        });
        stored.put(object.key(), object);
        try {
            Files.copy(object.file(), archive.resolve(object.key().replace('/', '_')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NotArchivedException away() {
        return new NotArchivedException("503", false, new IOException());
    }

    private void record(String subject) {
        log.record(new AuditEvent(AuditEvent.Action.CANCEL, "key:operators", "main", subject, null, null, "DONE"));
    }

    private List<Path> waiting() throws IOException {
        return listed(folder.resolve("spool"));
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private double lag() {
        return meters.get("taskgate.audit.upload.lag").gauge().value();
    }

    private double counted(String result) {
        return meters.get("taskgate.audit.objects")
                .tag("result", result)
                .counter()
                .count();
    }

    private Optional<String> verified() throws IOException {
        return new AuditVerifier(Set.of()).verify(listed(archive));
    }

    @Test
    void anHourIsOneObjectAndTheChainGoesOnInTheNext() throws IOException {
        record("cb_1");
        record("cb_2");
        upload.round();
        assertThat(stored).as("within the hour").isEmpty();

        clock.advance(Duration.ofHours(1));
        record("cb_3");
        upload.round();
        clock.advance(Duration.ofHours(1));
        upload.round();

        assertThat(stored.keySet().stream().map(key -> key.replaceAll("[0-9a-f]{32}", "CHAIN")))
                .containsExactly(
                        "audit/2026/11/24/12/CHAIN-000000000000000001.jsonl",
                        "audit/2026/11/24/13/CHAIN-000000000000000003.jsonl");
        assertThat(waiting()).isEmpty();
        assertThat(listed(archive)).hasSize(2);
        assertThat(verified()).isEmpty();
        assertThat(stored.firstEntry().getValue()).satisfies(object -> {
            assertThat(object.bucket()).isEqualTo("audit-bucket");
            assertThat(object.mode()).isEqualTo(AuditConfig.Mode.COMPLIANCE);
            assertThat(object.retainUntil())
                    .isEqualTo(NOON.plus(Duration.ofHours(1)).plus(Duration.ofDays(400)));
        });
        assertThat(counted("stored")).isEqualTo(2);
    }

    /// A missing object is a gap in the hash chain.
    @Test
    void anObjectThatIsMissingIsFound() throws IOException {
        for (int hour = 0; hour < 3; hour++) {
            record("cb_" + hour);
            clock.advance(Duration.ofHours(1));
        }
        upload.round();
        assertThat(verified()).isEmpty();

        Files.delete(listed(archive).get(1));

        assertThat(verified()).hasValueSatisfying(broken -> assertThat(broken).contains("expected 2"));
    }

    @Test
    void aFileWaitsUntilItIsConfirmedAndIsTriedAgainAfterAPause() throws IOException {
        record("cb_1");
        clock.advance(Duration.ofMinutes(61));
        failure = () -> Optional.of(away());
        upload.round();
        upload.round();

        assertThat(asked).as("one attempt, then a pause").hasSize(1);
        assertThat(waiting()).hasSize(1);
        assertThat(lag()).isEqualTo(60);
        assertThat(counted("failed")).isEqualTo(1);

        clock.advance(Duration.ofSeconds(10));
        upload.round();
        assertThat(asked).hasSize(2);
        clock.advance(Duration.ofSeconds(10));
        upload.round();
        assertThat(asked).as("the second pause is longer").hasSize(2);
        assertThat(lag()).isEqualTo(80);

        failure = Optional::empty;
        clock.advance(Duration.ofSeconds(10));
        upload.round();
        assertThat(stored).hasSize(1);
        assertThat(waiting()).isEmpty();
        assertThat(lag()).isZero();
        assertThat(verified()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "5, 160", "6, 300", "1000, 300"})
    void thePauseDoublesUpToFiveMinutes(int failures, int seconds) {
        assertThat(AuditUploader.pause(failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void anArchiveThatIsAwayIsAskedOnceAndAConflictHoldsUpNoOther() throws IOException {
        for (int hour = 0; hour < 3; hour++) {
            record("cb_" + hour);
            clock.advance(Duration.ofHours(1));
        }
        failure = () -> Optional.of(away());
        upload.round();
        assertThat(asked).hasSize(1);

        failure = () -> asked.size() == 2
                ? Optional.of(new NotArchivedException("different content", true, new IOException()))
                : Optional.empty();
        clock.advance(Duration.ofMinutes(1));
        upload.round();

        assertThat(stored).hasSize(2);
        assertThat(waiting()).singleElement().satisfies(file -> assertThat(file).isNotEmptyFile());
        assertThat(lag()).isPositive();
    }

    @Test
    void theEndOfTheProcessArchivesThePresentHour() throws IOException {
        record("cb_1");
        upload.finish();

        assertThat(stored).hasSize(1);
        record("cb_2");
        assertThat(waiting()).as("recorded afterwards").hasSize(1);
        log.close();
        assertThat(verified()).isEmpty();
    }

    /// The process ends within a line; another process has its own folder.
    @Test
    void whatAProcessLeftIsArchivedByTheNext() throws IOException {
        record("cb_1");
        log.close();
        Path left = waiting().getFirst();
        Files.writeString(left, Files.readString(left) + "{\"time\":\"2026");

        AuditLog next = new AuditLog(config, clock, meters);
        new AuditUploader(next, this::store, clock, new SimpleMeterRegistry()).round();

        assertThat(stored).hasSize(1);
        assertThat(waiting()).isEmpty();
        assertThat(verified()).isEmpty();
        next.close();
    }

    /// Replicas share a folder: a replica does not upload the files of another one.
    @Test
    void aFileThatIsWrittenByAnotherIsLeftToIt() throws IOException {
        record("cb_1");
        AuditLog other = new AuditLog(config, clock, meters);

        new AuditUploader(other, this::store, clock, new SimpleMeterRegistry()).round();

        assertThat(asked).isEmpty();
        assertThat(waiting()).hasSize(1);
        other.close();
    }

    @Test
    void nothingIsDoneWithoutABucket() {
        AuditConfig none = AuditFileFixture.config(Optional.empty(), false);
        AuditUploader idle = new AuditUploader(new AuditLog(none, clock, meters), this::store, clock, meters);

        idle.round();
        idle.finish();

        assertThat(asked).isEmpty();
    }

    @Test
    void aRequestFailsWhoseLineCanNotBeKept() throws IOException {
        record("cb_1");
        Files.delete(waiting().getFirst());
        Files.delete(folder.resolve("spool"));
        clock.advance(Duration.ofHours(1));

        assertThatThrownBy(() -> record("cb_2")).isInstanceOf(AuditUnavailableException.class);

        Files.createDirectory(folder.resolve("spool"));
        record("cb_3");
        assertThat(Files.readAllLines(waiting().getFirst()))
                .as("in order")
                .hasSize(2)
                .element(0)
                .asString()
                .contains("cb_2");
    }

    @Test
    void aFolderThatCanNotBeWrittenIsNamed() throws IOException {
        AuditConfig settings = AuditFileFixture.hourly(Files.createFile(folder.resolve("file")), "a-bucket");

        assertThat(new AuditLog(settings, clock, meters).problems())
                .singleElement()
                .asString()
                .startsWith("taskgate.audit.s3.directory: Can't be written");
    }
}
