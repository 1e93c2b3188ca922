package io.taskgate.callback.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.testing.callback.GatewayFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVaultTest {

    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final TaskToken TOKEN = TaskToken.of("AQCEAAAAKgAAAAMAAAAAAAAAAX-secret-".repeat(20));

    private final TokenVault vault = new TokenVault(GatewayFixture.VAULT_KEYS);

    @Test
    void aSealedTokenOpens() {
        assertThat(vault.open(vault.seal(TOKEN, ID), ID)).isEqualTo(TOKEN);
    }

    @Test
    void promise14ASealedTokenShowsNothingOfItself() {
        SealedToken sealed = vault.seal(TOKEN, ID);
        assertThat(sealed.text()).startsWith("v1.").doesNotContain("secret");
        assertThat(sealed.toString()).doesNotContain(sealed.text());
    }

    @Test
    void theSameTokenIsNeverSealedTheSameWay() {
        assertThat(vault.seal(TOKEN, ID)).isNotEqualTo(vault.seal(TOKEN, ID));
    }

    @Test
    void theLongestTokenOpens() {
        TaskToken longest = TaskToken.of("x".repeat(TaskToken.MAX_LENGTH));
        assertThat(vault.open(vault.seal(longest, ID), ID)).isEqualTo(longest);
    }

    @Test
    void aTokenThatWasMovedToAnotherRecordDoesNotOpen() {
        SealedToken sealed = vault.seal(TOKEN, GatewayFixture.idOf("approve", "order-2"));
        assertThatThrownBy(() -> vault.open(sealed, ID)).isInstanceOf(TokenVault.VaultException.class);
    }

    @Test
    void aTokenThatWasChangedDoesNotOpen() {
        String text = vault.seal(TOKEN, ID).text();
        int middle = text.length() / 2;
        char other = text.charAt(middle) == 'A' ? 'B' : 'A';
        SealedToken changed = new SealedToken(text.substring(0, middle) + other + text.substring(middle + 1));
        assertThatThrownBy(() -> vault.open(changed, ID)).isInstanceOf(TokenVault.VaultException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1.", "v1.AA", "v1.!!!", ".", ".AAAA", "v9.AAAA", "no key at all"})
    void whatIsNoSealedTokenDoesNotOpen(String text) {
        assertThatThrownBy(() -> vault.open(new SealedToken(text), ID))
                .isInstanceOf(TokenVault.VaultException.class)
                .hasMessageContaining(ID.value());
    }

    @Test
    void oldKeysOpenWhatTheySealed() {
        SealedToken sealed = vault.seal(TOKEN, ID);
        TokenVault rotated = new TokenVault(new VaultKeys("v2", Map.of("v1", new byte[32], "v2", key(2))));
        assertThat(rotated.open(sealed, ID)).isEqualTo(TOKEN);
        assertThat(rotated.seal(TOKEN, ID).text()).startsWith("v2.");
    }

    @Test
    void aKeyThatIsGoneIsNamed() {
        TokenVault without = new TokenVault(new VaultKeys("v2", Map.of("v2", key(2))));
        SealedToken sealed = vault.seal(TOKEN, ID);
        assertThatThrownBy(() -> without.open(sealed, ID))
                .isInstanceOf(TokenVault.VaultException.class)
                .hasMessageContaining("taskgate.vault.keys", "\"v1\"");
    }

    @Test
    void anotherKeyUnderTheSameNameDoesNotOpen() {
        TokenVault other = new TokenVault(new VaultKeys("v1", Map.of("v1", key(9))));
        SealedToken sealed = vault.seal(TOKEN, ID);
        assertThatThrownBy(() -> other.open(sealed, ID)).isInstanceOf(TokenVault.VaultException.class);
    }

    @Test
    void keysAreNotPrinted() {
        assertThat(GatewayFixture.VAULT_KEYS.toString()).isEqualTo("VaultKeys[v1]");
    }

    @Test
    void theActiveKeyMustBeThere() {
        assertThatThrownBy(() -> new VaultKeys("v2", Map.of("v1", key(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v2");
    }

    @Test
    void aKeyIdWithADotIsRefused() {
        assertThatThrownBy(() -> new VaultKeys("2026.1", Map.of("2026.1", key(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] key(int of) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) of);
        return key;
    }
}
