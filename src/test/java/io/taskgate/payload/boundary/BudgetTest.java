package io.taskgate.payload.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.payload.InvalidDefinitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

    @Test
    void fillsTheStateUpToItsLimit() {
        Budget budget = new Budget(262_144 - 8192, 8192, OverBudgetAction.CHECK_IN);
        assertThat(budget.fits(262_144 - 8192)).isTrue();
        assertThat(budget.fits(262_144 - 8191)).isFalse();
    }

    @Test
    void refusesWhatIsOverTheStatesLimit() {
        assertThatThrownBy(() -> new Budget(262_144, 1, OverBudgetAction.CHECK_IN))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("262144 B", "1 B", "lower");
    }

    @Test
    void refusesWhatCannotHoldAReference() {
        assertThatThrownBy(() -> new Budget(2047, 0, OverBudgetAction.CHECK_IN))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("2047 B", "2048 B");
    }

    @Test
    void theNamesOfAResultPathCount() {
        Headroom headroom = new Headroom.Fixed(8192, ResultPath.parse("$.approval"));
        long rest = 262_144 - 8192 - "\"approval\":,".length();
        assertThat(new Budget(rest, headroom, OverBudgetAction.CHECK_IN, null).fits(rest))
                .isTrue();
        assertThatThrownBy(() -> new Budget(rest + 1, headroom, OverBudgetAction.CHECK_IN, null))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("with 12 B for the names of the result path");
    }

    @Test
    void refusesABudgetOverTheStatesLimitWhateverTheInputWeighs() {
        Headroom input = new Headroom.Input(ResultPath.parse("$.a"));
        assertThatThrownBy(() -> new Budget(262_145, input, OverBudgetAction.CHECK_IN, null))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("262145 B");
    }

    @Test
    void refusesALimitBelowTheBudget() {
        Headroom none = new Headroom.Fixed(0, ResultPath.REPLACES);
        assertThatThrownBy(() -> new Budget(4096, none, OverBudgetAction.CHECK_IN, new HardLimit(4095, true)))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("4095 B", "4096 B", "Raise the limit");
    }

    @Test
    void saysWhatWasGoneOver() {
        Headroom input = new Headroom.Input(ResultPath.parse("$.a"));
        Budget budget = new Budget(4096, input, OverBudgetAction.CHECK_IN, new HardLimit(8192, true));
        assertThat(budget.excess(4096, 262_144 - 4096)).isEmpty();
        assertThat(budget.excess(4096, 262_144 - 4095))
                .contains(new SizeViolation(4096, 4095, SizeViolation.Bound.STATE));
        assertThat(budget.excess(4097, 0)).contains(new SizeViolation(4097, 4096, SizeViolation.Bound.BUDGET));
        assertThat(budget.excess(8192, 0)).contains(new SizeViolation(8192, 4096, SizeViolation.Bound.BUDGET));
        assertThat(budget.excess(8193, 0)).contains(new SizeViolation(8193, 8192, SizeViolation.Bound.LIMIT));
    }

    @ParameterizedTest
    @CsvSource({"check-in,CHECK_IN", "reject,REJECT", "fail,FAIL"})
    void readsTheWordsForWhatIsOver(String word, OverBudgetAction expected) {
        assertThat(OverBudgetAction.parse(word)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CHECK_IN", "Check-In", "truncate"})
    void refusesOtherWordsAndSaysWhichThereAre(String word) {
        assertThatThrownBy(() -> OverBudgetAction.parse(word))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("\"" + word + "\"", "check-in, reject, fail");
    }
}
