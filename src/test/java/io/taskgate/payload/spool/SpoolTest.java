package io.taskgate.payload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.crypto.Sha256;
import io.taskgate.testing.payload.OpenSpoolCounter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

    private static final int IN_MEMORY = 1000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1000, 1001, 100_000})
    void givesWhatItWasGivenAsOftenAsItTakes(int size) throws IOException {
        byte[] content = random(size);
        try (Spool spool = written(content)) {
            assertThat(spool.size()).isEqualTo(size);
            assertThat(spool.sha256()).isEqualTo(Sha256.hex(content));
            assertThat(spool.open()).hasBinaryContent(content);
            assertThat(spool.open()).hasBinaryContent(content);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 5000})
    void givesStretches(int size) throws IOException {
        byte[] content = random(size);
        try (Spool spool = written(content);
                InputStream first = spool.open(0, 10);
                InputStream second = spool.open(size - 5, 10)) {
            assertThat(second.read()).isEqualTo(content[size - 5] & 0xFF);
            assertThat(first.readAllBytes()).isEqualTo(java.util.Arrays.copyOf(content, 10));
            assertThat(second.readAllBytes()).hasSize(4);
            assertThat(spool.open(size + 10, 10)).isEmpty();
            assertThat(spool.sha256(3, 4)).isEqualTo(Sha256.hex(java.util.Arrays.copyOfRange(content, 3, 7)));
        }
    }

    /// Also applies if the process is killed: the file has no name as soon as it is open.
    @Test
    void leavesNoFile() throws IOException {
        try (Spool spool = written(random(5000))) {
            assertThat(OpenSpoolCounter.in(folder)).isEqualTo(1);
            assertThat(folder).isEmptyDirectory();
            assertThat(spool.size()).isEqualTo(5000);
        }
        assertThat(OpenSpoolCounter.in(folder)).isZero();
    }

    @Test
    void whatIsSmallNeedsNoFile() throws IOException {
        try (Spool spool = written(random(IN_MEMORY))) {
            assertThat(OpenSpoolCounter.in(folder)).isZero();
            assertThat(spool.size()).isEqualTo(IN_MEMORY);
        }
    }

    /// The SDK interrupts a call that takes too long, and reads again afterwards.
    @Test
    void anInterruptDoesNotCloseIt() throws IOException {
        byte[] content = random(5000);
        try (Spool spool = written(content)) {
            Thread.currentThread().interrupt();
            assertThat(spool.open()).hasBinaryContent(content);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(spool.open()).hasBinaryContent(content);
        }
    }

    /// Simulates a full disk: the file exists, but can't be written.
    @Test
    void aDiskThatTakesNothingIsSaid() throws IOException {
        SpoolFile gone = SpoolFile.in(folder);
        gone.close();
        try (Spool spool = new SpoolFactory(() -> gone, 10).open()) {
            assertThatThrownBy(() -> spool.write(random(100)))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("The spool directory can't be used");
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        SpoolFactory spools = new SpoolFactory(folder.resolve("missing"), 10);
        assertThat(spools.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("missing"));
        assertThat(new SpoolFactory(folder, 10).problem()).isEmpty();
    }

    @Test
    void nothingIsAddedToWhatIsWhole() throws IOException {
        try (Spool spool = written(random(10))) {
            spool.sha256();
            assertThatThrownBy(() -> spool.write(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    /// The file would never be closed.
    @Test
    void whatIsClosedTakesNothingMore() throws IOException {
        Spool spool = written(random(10));
        spool.close();
        assertThatThrownBy(() -> spool.write(random(5000))).isInstanceOf(SpoolException.class);
        assertThat(OpenSpoolCounter.in(folder)).isZero();
    }

    private Spool written(byte[] content) throws IOException {
        Spool spool = new SpoolFactory(folder, IN_MEMORY).open();
        for (int from = 0; from < content.length; from += 300) {
            spool.write(content, from, Math.min(300, content.length - from));
        }
        return spool;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
