package io.taskgate.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackIdTest {

    @Test
    void theSameCorrelationHasTheSameId() {
        assertThat(CallbackId.ofCorrelation("t", "s", "o", "k"))
                .isEqualTo(CallbackId.ofCorrelation("t", "s", "o", "k"));
    }

    @Test
    void anythingThatDiffersHasAnotherId() {
        assertThat(new CallbackId[] {
                    CallbackId.ofCorrelation("t", "s", "o", "k"),
                    CallbackId.ofCorrelation("t2", "s", "o", "k"),
                    CallbackId.ofCorrelation("t", "s2", "o", "k"),
                    CallbackId.ofCorrelation("t", "s", "o2", "k"),
                    CallbackId.ofCorrelation("t", "s", "o", "k2"),
                    CallbackId.ofCorrelation("t", "s", "ok", ""),
                    CallbackId.ofCorrelation("ts", "", "o", "k"),
                    CallbackId.ofToken("t", TaskToken.of("k")),
                    CallbackId.ofToken("t2", TaskToken.of("k"))
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void looksAsItIsSaidTo() {
        assertThat(CallbackId.ofCorrelation("t", "s", "o", "ü €").value()).matches("cb_[A-Za-z0-9_-]{27}");
    }

    @Test
    void showsNothingOfItsToken() {
        TaskToken token = TaskToken.of("secret");
        assertThat(CallbackId.ofToken("t", token).value()).doesNotContain("secret", token.digest());
    }

    @Test
    void readsItself() {
        CallbackId id = CallbackId.ofCorrelation("t", "s", "o", "k");
        assertThat(CallbackId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cb_", "cb_short", "xx_AAAAAAAAAAAAAAAAAAAAAAAAAAA", "cb_AAAAAAAAAAAAAAAAAAAAAAAAAA/"})
    void readsNothingElse(String text) {
        assertThat(CallbackId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new CallbackId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
