package io.taskgate.callback.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.testing.callback.GatewayFixture;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Tests the record keys: the vault's key does not encrypt itself, but derives a key for each record, so that
/// no number of encryptions exhausts the nonces of one key (finding 26).
class RecordKeyDeriverTest {

    private static final CallbackId ID = GatewayFixture.idOf("approve", "order-1");
    private static final TaskToken TOKEN = TaskToken.of("AQCEAAAAKgAAAAMAAAAAAAAAAX-secret-".repeat(20));
    private static final byte[] KEY = HexFormat.of().parseHex("0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2));

    private final TokenVault vault = new TokenVault(new VaultKeys("v1", Map.of("v1", KEY)));

    private static byte[] sealed(SealedToken token) {
        return Base64.getUrlDecoder().decode(token.text().substring(token.text().lastIndexOf('.') + 1));
    }

    private static String opened(byte[] key, byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
        cipher.updateAAD(ID.value().getBytes(StandardCharsets.US_ASCII));
        return new String(cipher.doFinal(sealed, 12, sealed.length - 12), StandardCharsets.UTF_8);
    }

    /// Derives the key by the JDK's own HKDF.
    private static byte[] recordKey(CallbackId id) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addSalt("taskgate.vault".getBytes(StandardCharsets.US_ASCII))
                        .addIKM(KEY)
                        .thenExpand(id.value().getBytes(StandardCharsets.US_ASCII), 32));
    }

    @Test
    void aTokenIsSealedUnderAKeyOfItsRecord() throws GeneralSecurityException {
        SealedToken sealed = vault.seal(TOKEN, ID);

        assertThat(sealed.text()).startsWith("v1.2.");
        assertThat(opened(recordKey(ID), sealed(sealed))).isEqualTo(TOKEN.reveal());
    }

    /// Records that are older than record keys.
    @Test
    void aTokenThatWasSealedByTheVaultSKeyItselfOpens() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = new byte[12];
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(ID.value().getBytes(StandardCharsets.US_ASCII));
        byte[] sealed = cipher.doFinal(TOKEN.reveal().getBytes(StandardCharsets.UTF_8));
        byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);

        assertThat(vault.open(
                        new SealedToken(
                                "v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(whole)),
                        ID))
                .isEqualTo(TOKEN);
    }

    @Test
    void sealsAreCountedByKey() {
        TokenVault two = new TokenVault(new VaultKeys("v2", Map.of("v1", KEY, "v2", new byte[32])));
        SealedToken old = vault.seal(TOKEN, ID);

        two.seal(TOKEN, ID);
        two.seal(TOKEN, ID);
        two.open(old, ID);

        assertThat(two.seals("v2")).isEqualTo(2);
        assertThat(two.seals("v1")).isZero();
        assertThat(two.opens("v1")).isEqualTo(1);
    }
}
