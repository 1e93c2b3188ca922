package io.taskgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.audit.AuditFileFixture;
import io.taskgate.audit.AuditLog;
import io.taskgate.testing.LogTrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests source, content, check and swap, with two sections, a file and a secret.
class ConfigurationReloaderTest {

    private static final Instant START = Instant.parse("2026-12-01T08:00:00Z");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Section colours = new Section("colour.");
    private final Section sizes = new Section("size.");
    private String secret = "";
    private boolean secretAway;
    private Instant now = START;
    private AuditLog audit;
    private ConfigurationReloader reload;

    /// A section that rejects the value `bad`.
    private static final class Section implements ReloadableSection {
        private final String prefix;
        private final List<Map<String, String>> prepared = new ArrayList<>();
        private Map<String, String> inUse = Map.of();

        Section(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public boolean reads(String property) {
            return property.startsWith(prefix);
        }

        @Override
        public Version prepare(List<Loaded> loaded) {
            Map<String, String> all = new TreeMap<>();
            loaded.forEach(one -> all.putAll(one.properties()));
            prepared.add(all);
            if (all.containsValue("bad")) {
                return new Version.Invalid(List.of(prefix + "x: is bad"));
            }
            return new Version.Valid(() -> inUse = all, all.isEmpty() ? null : "now " + all.keySet());
        }

        @Override
        public Map<String, String> withoutSecrets(Map<String, String> properties) {
            Map<String, String> kept = new TreeMap<>(properties);
            kept.replaceAll((key, value) -> key.equals(prefix + "secret") ? "hidden" : value);
            return kept;
        }
    }

    private Path file() {
        return folder.resolve("access.yaml");
    }

    private Path auditFile() {
        return folder.resolve("audit.jsonl");
    }

    private void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pollFile() {
        reload.poll(ConfigurationSource.Kind.FILE);
    }

    private double count(String source, String result) {
        return meters.counter("taskgate.configuration.reloads", "source", source, "result", result)
                .count();
    }

    private double gauge(String name, String source) {
        return meters.get(name).tag("source", source).gauge().value();
    }

    @BeforeEach
    void makeSources() {
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        SecretReader secrets = id -> {
            if (secretAway) {
                throw new UnreadableSourceException("Secrets Manager returned 500");
            }
            return secret;
        };
        audit = AuditFileFixture.log(auditFile());
        reload = new ConfigurationReloader(
                List.of(
                        new FileConfigurationSource("test.file", file(), "file"),
                        new SecretConfigurationSource("test.secret", "keys", secrets)),
                List.of(colours, sizes),
                audit,
                clock,
                meters);
    }

    @AfterEach
    void closeTheAuditLog() throws IOException {
        AuditFileFixture.close(audit);
    }

    @Test
    void allSourcesAreInUseAfterTheStart() {
        write("colour: {sky: blue}");
        secret = "size: {shoe: 42}";

        assertThat(reload.start()).isEmpty();

        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "blue"));
        assertThat(sizes.inUse).isEqualTo(Map.of("size.shoe", "42"));
        assertThat(gauge("taskgate.configuration.current", "file")).isEqualTo(1);
        assertThat(gauge("taskgate.configuration.loaded.timestamp", "secret")).isEqualTo(START.getEpochSecond());
    }

    @Test
    void withoutAFileTheStartIsRefused() {
        assertThat(reload.start())
                .singleElement()
                .asString()
                .startsWith("test.file: file " + file())
                .contains("The file does not exist", "Mount it");
        assertThat(colours.prepared).isEmpty();
    }

    @Test
    void withoutASecretTheStartIsRefused() {
        write("");
        secretAway = true;

        assertThat(reload.start()).singleElement().asString().startsWith("test.secret: secret keys: Can't be read");
    }

    @Test
    void whatASectionRefusesStopsTheStart() {
        write("colour: {sky: bad}");

        assertThat(reload.start()).containsExactly("colour.x: is bad");
        assertThat(sizes.inUse).isEmpty();
    }

    @Test
    void aNewDocumentIsInUseAfterThePoll() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: grey}");
        now = START.plus(Duration.ofHours(1));

        pollFile();

        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "grey"));
        assertThat(gauge("taskgate.configuration.loaded.timestamp", "file"))
                .isEqualTo(START.plus(Duration.ofHours(1)).getEpochSecond());
        assertThat(count("file", "loaded")).isEqualTo(2);
    }

    @Test
    void anUnchangedDocumentIsNotCheckedAgain() {
        write("colour: {sky: blue}");
        reload.start();
        int before = colours.prepared.size();

        pollFile();
        pollFile();

        assertThat(colours.prepared).hasSize(before);
        assertThat(count("file", "loaded")).isEqualTo(1);
    }

    /// A file that Kubernetes mounts is a symbolic link, and so is its folder: a new version has another
    /// target.
    @Test
    void aLinkThatLeadsElsewhereIsSeen() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), "colour: {sky: blue}");
        Path second = Files.writeString(folder.resolve("second"), "colour: {sky: grey}");
        Files.createSymbolicLink(file(), first);
        reload.start();
        Path replaced = Files.createSymbolicLink(folder.resolve("new"), second);
        Files.move(replaced, file(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        pollFile();

        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "grey"));
    }

    @Test
    void whatOneSectionRefusesNoSectionTakes() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: grey}\nsize: {shoe: bad}");

        pollFile();

        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "blue"));
        assertThat(count("file", "rejected")).isEqualTo(1);
        assertThat(gauge("taskgate.configuration.current", "file")).isZero();
    }

    @Test
    void aRefusalIsCountedEachTimeAndToldOnce() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: bad}");

        try (LogTrap log = LogTrap.open()) {
            pollFile();
            pollFile();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("not loaded"))
                    .hasSize(1);
        }
        assertThat(count("file", "rejected")).isEqualTo(2);
    }

    @Test
    void whatNoSectionReadsIsRefused() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: grey}\ncolur: {sky: my-secret-value}");

        try (LogTrap log = LogTrap.open()) {
            pollFile();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("colur.sky: This property can't change"))
                    .noneMatch(line -> line.contains("my-secret"));
        }
        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "blue"));
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws IOException {
        write("colour: {sky: blue}");
        reload.start();
        Files.delete(file());

        pollFile();

        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "blue"));
        assertThat(count("file", "unreadable")).isEqualTo(1);
        assertThat(gauge("taskgate.configuration.current", "file")).isZero();
    }

    @Test
    void theFormerDocumentIsTheNewestAgainWhenItComesBack() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: bad}");
        pollFile();
        write("colour: {sky: blue}");

        pollFile();

        assertThat(gauge("taskgate.configuration.current", "file")).isEqualTo(1);
    }

    /// An invalid file must not keep a key in use that was removed from the secret.
    @Test
    void aSecretIsLoadedWhileTheFileIsBad() {
        write("colour: {sky: blue}");
        secret = "size: {shoe: 42}";
        reload.start();
        write("colour: {sky: bad}");
        pollFile();
        secret = "size: {}";

        reload.poll(ConfigurationSource.Kind.SECRET);

        assertThat(sizes.inUse).isEmpty();
        assertThat(colours.inUse).isEqualTo(Map.of("colour.sky", "blue"));
    }

    /// A document that was rejected because of another source is tried again.
    @Test
    void aRefusedDocumentIsTriedAgain() {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: bad}");
        pollFile();
        int before = colours.prepared.size();

        pollFile();

        assertThat(colours.prepared).hasSize(before + 1);
    }

    @Test
    void secretsAreNotKept() {
        write("colour: {secret: plain}");
        reload.start();
        secret = "size: {shoe: 42}";

        reload.poll(ConfigurationSource.Kind.SECRET);

        assertThat(colours.prepared.getLast()).isEqualTo(Map.of("colour.secret", "hidden"));
    }

    @Test
    void eachReloadIsInTheAuditLog() throws IOException {
        write("colour: {sky: blue}");
        reload.start();
        write("colour: {sky: grey, sea: green}");
        pollFile();
        write("colour: {sky: bad}");
        pollFile();

        assertThat(Files.readAllLines(auditFile()))
                .filteredOn(line -> line.contains("\"subject\":\"file "))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("\"action\":\"RELOAD\"", "now [colour.sky]", "\"result\":\"LOADED\""),
                        line -> assertThat(line).contains("now [colour.sea, colour.sky]", "\"result\":\"LOADED\""),
                        line -> assertThat(line).contains("colour.x: is bad", "\"result\":\"REJECTED\""));
    }
}
