package io.taskgate.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    @Test
    void fillsTheStateUpToItsLimit() {
        Budget budget = new Budget(262_144 - 8192, 8192, OverBudget.CHECK_IN);
        assertThat(budget.fits(262_144 - 8192)).isTrue();
        assertThat(budget.fits(262_144 - 8191)).isFalse();
    }

    @Test
    void refusesWhatIsOverTheStatesLimit() {
        assertThatThrownBy(() -> new Budget(262_144, 1, OverBudget.CHECK_IN))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("262144 B", "1 B", "lower");
    }

    @Test
    void refusesWhatCannotHoldAReference() {
        assertThatThrownBy(() -> new Budget(2047, 0, OverBudget.CHECK_IN))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("2047 B", "2048 B");
    }

    @ParameterizedTest
    @CsvSource({"check-in,CHECK_IN", "refuse,REFUSE", "fail,FAIL"})
    void readsTheWordsForWhatIsOver(String word, OverBudget expected) {
        assertThat(OverBudget.parse(word)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CHECK_IN", "Check-In", "truncate"})
    void refusesOtherWordsAndSaysWhichThereAre(String word) {
        assertThatThrownBy(() -> OverBudget.parse(word))
                .isInstanceOf(InvalidShapeException.class)
                .hasMessageContaining("\"" + word + "\"", "check-in, refuse, fail");
    }
}
