package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToldTest {

    private static final String PAIR = "\uD83D\uDE00";

    @Test
    void whatFitsIsToldAsItIs() {
        Answer.Failure failure = new Answer.Failure("E".repeat(256), "c".repeat(32_768));

        assertThat(Told.of(failure)).isEqualTo(new Told(failure.error(), failure.cause(), List.of()));
    }

    @Test
    void longTextsAreClippedAndSaidSo() {
        Told told = Told.of(new Answer.Failure("E".repeat(300), "c".repeat(40_000)));

        assertThat(told.error()).isEqualTo("E".repeat(256));
        assertThat(told.cause()).isEqualTo("c".repeat(32_768));
        assertThat(told.changes())
                .containsExactly(
                        new Change("error", Change.Kind.CLIPPED, 300, 256),
                        new Change("cause", Change.Kind.CLIPPED, 40_000, 32_768));
        assertThat(Change.text(told.changes()))
                .isEqualTo("error: clipped from 300 to 256 characters; cause: clipped from 40000 to 32768 characters");
    }

    @Test
    void aPairOfSurrogatesIsNotHalved() {
        assertThat(Told.of(new Answer.Failure("E".repeat(255) + PAIR, null)).error())
                .isEqualTo("E".repeat(255));
        assertThat(Told.of(new Answer.Failure("E".repeat(254) + PAIR + "x", null))
                        .error())
                .isEqualTo("E".repeat(254) + PAIR);
    }

    @Test
    void reservedNamesArePrefixed() {
        Told told = Told.of(new Answer.Failure("States.Timeout", null));

        assertThat(told.error()).isEqualTo("Taskgate.States.Timeout");
        assertThat(told.changes()).containsExactly(new Change("error", Change.Kind.PREFIXED, 14, 23));
        assertThat(Change.text(told.changes())).contains("prefixed with Taskgate.");
        assertThat(Told.of(new Answer.Failure("States.Timeout".repeat(30), null))
                        .error())
                .hasSize(256);
    }
}
