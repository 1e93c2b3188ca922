package io.taskgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks that each sample of `deploy/asl` exists in JSONPath and in JSONata with the same input, and is
/// documented.
class SampleTwinsTest {

    static List<String> machines() throws IOException {
        return SampleFiles.machines().toList();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void theTwinsHaveTheSameInput(String machine) throws IOException {
        assertThat(machines()).contains(SampleFiles.twin(machine));
        assertThat(SampleFiles.text(SampleFiles.twin(machine) + ".input.json"))
                .isEqualTo(SampleFiles.text(machine + ".input.json"));
    }

    @ParameterizedTest
    @MethodSource("machines")
    void theSampleIsExplained(String machine) throws IOException {
        assertThat(Files.readString(Path.of("docs/samples.md"))).contains("| `" + SampleFiles.sample(machine) + "` |");
    }

    @Test
    void noFileIsLeftOver() throws IOException {
        assertThat(SampleFiles.named(".input.json")).isEqualTo(machines());
        assertThat(SampleFiles.named(".expected.json"))
                .isEqualTo(
                        machines().stream().map(SampleFiles::sample).distinct().toList());
    }
}
