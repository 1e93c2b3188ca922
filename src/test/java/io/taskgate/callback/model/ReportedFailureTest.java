package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportedFailureTest {

    private static final String PAIR = "\uD83D\uDE00";

    @Test
    void whatFitsIsToldAsItIs() {
        Answer.Failure failure = new Answer.Failure("E".repeat(256), "c".repeat(32_768));

        assertThat(ReportedFailure.of(failure))
                .isEqualTo(new ReportedFailure(failure.error(), failure.cause(), List.of()));
    }

    @Test
    void longTextsAreClippedAndSaidSo() {
        ReportedFailure told = ReportedFailure.of(new Answer.Failure("E".repeat(300), "c".repeat(40_000)));

        assertThat(told.error()).isEqualTo("E".repeat(256));
        assertThat(told.cause()).isEqualTo("c".repeat(32_768));
        assertThat(told.changes())
                .containsExactly(
                        new Adjustment("error", Adjustment.Kind.CLIPPED, 300, 256),
                        new Adjustment("cause", Adjustment.Kind.CLIPPED, 40_000, 32_768));
        assertThat(Adjustment.text(told.changes()))
                .isEqualTo("error: clipped from 300 to 256 characters; cause: clipped from 40000 to 32768 characters");
    }

    @Test
    void aPairOfSurrogatesIsNotHalved() {
        assertThat(ReportedFailure.of(new Answer.Failure("E".repeat(255) + PAIR, null))
                        .error())
                .isEqualTo("E".repeat(255));
        assertThat(ReportedFailure.of(new Answer.Failure("E".repeat(254) + PAIR + "x", null))
                        .error())
                .isEqualTo("E".repeat(254) + PAIR);
    }

    @Test
    void reservedNamesArePrefixed() {
        ReportedFailure told = ReportedFailure.of(new Answer.Failure("States.Timeout", null));

        assertThat(told.error()).isEqualTo("Taskgate.States.Timeout");
        assertThat(told.changes()).containsExactly(new Adjustment("error", Adjustment.Kind.PREFIXED, 14, 23));
        assertThat(Adjustment.text(told.changes())).contains("prefixed with Taskgate.");
        assertThat(ReportedFailure.of(new Answer.Failure("States.Timeout".repeat(30), null))
                        .error())
                .hasSize(256);
    }
}
