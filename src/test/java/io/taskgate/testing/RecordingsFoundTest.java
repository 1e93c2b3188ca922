package io.taskgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// Tests the handling of missing recordings.
class RecordingsFoundTest {

    @TempDir
    Path folder;

    @Test
    void aMissingRecordingFailsItsTest() {
        assertThatThrownBy(() -> Recordings.of(folder, "asl-cases.json", null))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("TASKGATE_RECORDINGS=absent");
        assertThatThrownBy(() -> Recordings.of(folder, "asl-cases.json", "required"))
                .isInstanceOf(AssertionFailedError.class);
    }

    @Test
    void aForkWithoutRecordingsSkipsItsTestByName() {
        assertThatThrownBy(() -> Recordings.of(folder, "asl-cases.json", "absent"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("asl-cases.json");
    }

    @Test
    void aRecordingThatIsThereIsComparedWhateverTheSwitchSays() throws IOException {
        Path file = Files.writeString(folder.resolve("asl-cases.json"), "[]");
        assertThat(Recordings.of(folder, "asl-cases.json", "absent")).isEqualTo(file);
    }
}
