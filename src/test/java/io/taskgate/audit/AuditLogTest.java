package io.taskgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private static AuditLog log(Path file, boolean required) {
        return new AuditLog(
                AuditFileFixture.config(Optional.of(file.toString()), required),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private static AuditEvent event(String subject) {
        return new AuditEvent(
                AuditEvent.Action.CANCEL, "key:operators", "main", subject, "not needed", "192.0.2.7", "CANCELLED");
    }

    private List<String> written(int lines) throws IOException {
        AuditLog log = log(file(), true);
        IntStream.rangeClosed(1, lines).forEach(i -> log.record(event("cb_" + i)));
        log.close();
        return new ArrayList<>(Files.readAllLines(file()));
    }

    private static Verified verify(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = AuditVerifier.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Verified(exit, out.toString(StandardCharsets.UTF_8));
    }

    private record Verified(int exit, String text) {}

    private void assertBreaksAt(int line) {
        Verified verified = verify(file().toString());
        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.text()).startsWith(file() + ":" + line + ": ");
    }

    @Test
    void anUntouchedFileIsVerified() throws IOException {
        List<String> lines = written(3);

        assertThat(lines.getFirst())
                .matches("\\{\"time\":\"[^\"]+\",\"sequence\":1,\"chain\":\"[0-9a-f]{32}\",\"previous\":\"0{64}\","
                        + "\"action\":\"CANCEL\",\"principal\":\"key:operators\",\"tenant\":\"main\","
                        + "\"subject\":\"cb_1\",\"reason\":\"not needed\",\"source\":\"192.0.2.7\","
                        + "\"result\":\"CANCELLED\"}");
        assertThat(verify(file().toString()).exit()).isZero();
        assertThat(verify(file().toString()).text()).startsWith("verified: 3 lines");
    }

    @Test
    void aChangedLineIsFound() throws IOException {
        List<String> lines = written(4);
        lines.set(1, lines.get(1).replace("cb_2", "cb_9"));
        Files.write(file(), lines);

        assertBreaksAt(3);
    }

    @Test
    void aRemovedLineIsFound() throws IOException {
        List<String> lines = written(4);
        lines.remove(1);
        Files.write(file(), lines);

        assertBreaksAt(2);
    }

    @Test
    void aRemovedBeginningIsFound() throws IOException {
        List<String> lines = written(4);
        lines.removeFirst();
        Files.write(file(), lines);

        assertBreaksAt(1);
    }

    @Test
    void movedLinesAreFound() throws IOException {
        List<String> lines = written(4);
        Collections.swap(lines, 1, 2);
        Files.write(file(), lines);

        assertBreaksAt(2);
    }

    @Test
    void aLineThatWasCutOffIsFound() throws IOException {
        written(3);
        String text = Files.readString(file());
        Files.writeString(file(), text.substring(0, text.length() - 5));

        assertBreaksAt(3);
    }

    @Test
    void linesRemovedAtTheEndAreFoundByADigestThatIsKnown() throws IOException {
        List<String> lines = written(3);
        String end = AuditLineFormat.sha256(lines.getLast());
        assertThat(verify("--has", end, file().toString()).exit()).isZero();

        lines.removeLast();
        Files.write(file(), lines);

        assertThat(verify(file().toString()).exit()).isZero();
        assertThat(verify("--has", end, file().toString()).exit()).isEqualTo(1);
    }

    @Test
    void theChainGoesOnAfterARestart() throws IOException {
        written(2);
        List<String> lines = written(2);

        assertThat(lines).hasSize(4);
        assertThat(lines.getLast()).contains("\"sequence\":4");
        assertThat(verify(file().toString()).exit()).isZero();
    }

    @Test
    void aChainGoesOverSeveralFiles() throws IOException {
        List<String> lines = written(4);
        Path later = folder.resolve("later.jsonl");
        Files.write(later, lines.subList(2, 4));
        Files.write(file(), lines.subList(0, 2));

        assertThat(verify(file().toString(), later.toString()).exit()).isZero();
        assertThat(verify(later.toString(), file().toString()).exit()).isEqualTo(1);
    }

    @Test
    void anIncompleteLastLineIsCutOffAtTheStart() throws IOException {
        written(2);
        Files.writeString(file(), Files.readString(file()) + "{\"time\":\"2026");

        assertThat(written(1)).hasSize(3);
        assertThat(verify(file().toString()).exit()).isZero();
    }

    @Test
    void aFileThatIsNoAuditLogStopsTheStart() throws IOException {
        Files.writeString(file(), "hello\n");
        AuditLog log = log(file(), false);

        assertThat(log.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("taskgate.audit.file: "));
        log.close();
    }

    @Test
    void oneProcessWritesAFile() throws IOException {
        AuditLog first = log(file(), false);
        assertThat(log(file(), false).problems()).hasSize(1);
        first.close();
    }

    /// A closed file simulates a file that can't be written.
    @Test
    void aRequestThatCanNotBeAuditedFails() throws IOException {
        AuditLog log = log(file(), true);
        log.close();

        assertThatThrownBy(() -> log.record(event("cb_1"))).isInstanceOf(AuditUnavailableException.class);
        assertThatThrownBy(log::ready).isInstanceOf(AuditUnavailableException.class);
    }

    @Test
    void withoutRequiredTheRequestGoesOn() throws IOException {
        AuditLog log = log(file(), false);
        log.close();

        IntStream.range(0, 2_000).forEach(i -> log.record(event("cb_" + i)));
        log.ready();
    }

    @Test
    void aValueCanNotMakeALineOfItsOwn() throws IOException {
        AuditLog log = log(file(), true);
        log.record(event("a\"b\\c\n\u2028{\"time\":\"\ud800é"));
        log.record(event("x".repeat(100_000)));
        log.close();

        assertThat(Files.readAllLines(file()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).isPrintable().hasSizeLessThan(3_000));
        assertThat(verify(file().toString()).exit()).isZero();
    }
}
