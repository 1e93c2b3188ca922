package io.taskgate.callback.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationKeyRuleTest {

    @ParameterizedTest
    @ValueSource(strings = {"order-1", "größe 1/2 & ?", "a;b=c", "...", "a..b", "注文-1", "😀", "%2e%2e"})
    void aKeyOfVisibleTextIsValid(String key) {
        assertThat(CorrelationKeyRule.problem(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                ".",
                "..",
                "a\u0000b",
                "a\r\nb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "a\u202eb",
                "a\u200bb",
                "\ufeffa",
                "a\u2028b",
                "a\u2029b",
                "a\ud800b",
                "a\udc00",
                "a\ufffdb",
                "a\ufffeb",
                "a\udbff\udfffb"
            })
    void aKeyThatCannotBeShownOrStandInAPathIsRefused(String key) {
        assertThat(CorrelationKeyRule.problem(key)).isPresent();
    }

    @Test
    void theProblemDoesNotRepeatTheKey() {
        assertThat(CorrelationKeyRule.problem("secret\u0000").orElseThrow()).doesNotContain("secret");
    }

    @Test
    void aKeyHasAtMost256Characters() {
        assertThat(CorrelationKeyRule.problem("k".repeat(256))).isEmpty();
        assertThat(CorrelationKeyRule.problem("k".repeat(257))).isPresent();
    }
}
