package io.taskgate.faults.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyCutFitsTheSourceAsItIs(Mutant mutant) throws IOException {
        for (Mutant.Cut cut : mutant.cuts()) {
            String source = Files.readString(Path.of("src/main/java", cut.file()));

            assertThat(cut.in(source)).isNotEqualTo(source);
        }
    }

    @Test
    void aCutThatFitsNowhereOrTwiceIsRefused() {
        Mutant.Cut cut = new Mutant.Cut("Some.java", "guard", "");

        assertThatThrownBy(() -> cut.in("nothing"))
                .hasMessageContaining("Some.java must contain this text exactly once: guard");
        assertThatThrownBy(() -> cut.in("guard guard")).isInstanceOf(IllegalStateException.class);
    }
}
