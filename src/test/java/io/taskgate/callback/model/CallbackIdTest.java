package io.taskgate.callback.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.testing.callback.GatewayFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackIdTest {

    @Test
    void theSameCorrelationHasTheSameId() {
        assertThat(GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k"))
                .isEqualTo(GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k"));
    }

    @Test
    void anythingThatDiffersHasAnotherId() {
        assertThat(new CallbackId[] {
                    GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k"),
                    GatewayFixture.IDS.ofCorrelation("t2", "s", "o", "k"),
                    GatewayFixture.IDS.ofCorrelation("t", "s2", "o", "k"),
                    GatewayFixture.IDS.ofCorrelation("t", "s", "o2", "k"),
                    GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k2"),
                    GatewayFixture.IDS.ofCorrelation("t", "s", "ok", ""),
                    GatewayFixture.IDS.ofCorrelation("ts", "", "o", "k"),
                    GatewayFixture.IDS.ofToken("t", TaskToken.of("k")),
                    GatewayFixture.IDS.ofToken("t2", TaskToken.of("k"))
                })
                .doesNotHaveDuplicates();
    }

    /// Order numbers can be enumerated, but without the gateway's key an ID does not reveal which of them it
    /// belongs to.
    @Test
    void anotherKeyGivesAnotherId() {
        byte[] other = new byte[32];
        other[0] = 1;
        assertThat(new CallbackIdFactory(new CallbackIdKey(other)).ofCorrelation("t", "s", "o", "k"))
                .isNotEqualTo(GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k"));
    }

    @Test
    void looksAsItIsSaidTo() {
        assertThat(GatewayFixture.IDS.ofCorrelation("t", "s", "o", "ü €").value())
                .matches("cb_[A-Za-z0-9_-]{27}");
    }

    @Test
    void showsNothingOfItsToken() {
        TaskToken token = TaskToken.of("secret");
        assertThat(GatewayFixture.IDS.ofToken("t", token).value()).doesNotContain("secret", token.digest());
    }

    @Test
    void readsItself() {
        CallbackId id = GatewayFixture.IDS.ofCorrelation("t", "s", "o", "k");
        assertThat(CallbackId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cb_", "cb_short", "xx_AAAAAAAAAAAAAAAAAAAAAAAAAAA", "cb_AAAAAAAAAAAAAAAAAAAAAAAAAA/"})
    void readsNothingElse(String text) {
        assertThat(CallbackId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new CallbackId(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
