package io.taskgate.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.payload.InvalidDefinitionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests grants by the full ARN of a state machine.
class StateMachinePatternsTest {

    private static final String OWN = "arn:aws:states:us-east-1:111122223333:stateMachine:orders";

    private static StateMachinePatterns patterns(String pattern) {
        return new StateMachinePatterns(List.of(StateMachinePattern.parse(pattern)));
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:states:us-east-1:111122223333:execution:orders:e-1, true",
        "arn:aws:states:us-east-1:111122223333:express:orders:e-1:run, true",
        "arn:aws:states:us-east-1:999999999999:execution:orders:e-1, false",
        "arn:aws:states:eu-west-1:111122223333:execution:orders:e-1, false",
        "arn:aws-cn:states:us-east-1:111122223333:execution:orders:e-1, false",
        "arn:aws:states:us-east-1:111122223333:execution:orders2:e-1, false",
        "arn:aws:states:us-east-1:111122223333:stateMachine:orders, false",
        "orders, false",
    })
    void anExecutionIsCoveredByItsWholeArn(String execution, boolean covered) {
        assertThat(patterns(OWN).matchesExecution(execution)).isEqualTo(covered);
    }

    @Test
    void withoutAnExecutionOnlyAGrantForAllCovers() {
        assertThat(patterns(OWN).matchesExecution(null)).isFalse();
        assertThat(patterns("*").matchesExecution(null)).isTrue();
    }

    @Test
    void aVersionOrAliasIsTheSameStateMachine() {
        StateMachinePatterns patterns = patterns(OWN);

        assertThat(patterns.matches(OWN)).isTrue();
        assertThat(patterns.matches(OWN + ":7")).isTrue();
        assertThat(patterns.matches(OWN + ":PROD")).isTrue();
        assertThat(patterns.matches(OWN + "-other")).isFalse();
    }

    @Test
    void aStarDoesNotCrossAColon() {
        StateMachinePatterns patterns = patterns("arn:aws:states:*:111122223333:stateMachine:orders-*");

        assertThat(patterns.matches("arn:aws:states:eu-west-1:111122223333:stateMachine:orders-a"))
                .isTrue();
        assertThat(patterns.matches("arn:aws:states:eu-west-1:999999999999:stateMachine:orders-a"))
                .isFalse();
        assertThat(patterns.matches("arn:aws:states:eu-west-1:111122223333:stateMachine:other"))
                .isFalse();
    }

    @Test
    void noPatternsMatchNothing() {
        assertThat(new StateMachinePatterns(List.of()).matches(OWN)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"orders", "arn:aws:states:us-east-1:111122223333:execution:orders:e", "arn:aws:iam::1:role/x", ""
            })
    void aNameIsNoArn(String text) {
        assertThatThrownBy(() -> StateMachinePattern.parse(text)).isInstanceOf(InvalidDefinitionException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a*c, abc, true",
        "a*c, ac, true",
        "a*c, abcd, false",
        "*, anything, true",
        "**x, x, true",
        "a, a, true",
        "a, b, false",
        "a*b*c, aXbXbc, true"
    })
    void aStarStandsForAnyCharacters(String pattern, String text, boolean matches) {
        assertThat(GlobPattern.matches(pattern, text)).isEqualTo(matches);
    }
}
