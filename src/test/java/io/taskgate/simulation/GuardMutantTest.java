package io.taskgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Checks that the cuts of the simulation's own mutants match the source.
class GuardMutantTest {

    @ParameterizedTest
    @EnumSource(GuardMutant.class)
    void everyCutFitsTheSourceAsItIs(GuardMutant mutant) throws IOException {
        String source = Files.readString(Path.of("src/main/java", mutant.cut().file()));

        assertThat(mutant.cut().in(source)).isNotEqualTo(source);
    }
}
