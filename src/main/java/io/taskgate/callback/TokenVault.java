package io.taskgate.callback;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals task tokens for the ledger: AES-256-GCM with a random 96-bit nonce, bound to the callback's id, so that a
/// sealed token that was moved to another record can't be opened there. Safe for many threads.
@Singleton
public final class TokenVault {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final String active;
    private final Map<String, SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    public TokenVault(VaultKeys keys) {
        this.active = keys.active();
        this.keys = keys.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, key -> new SecretKeySpec(key.getValue(), "AES")));
    }

    SealedToken seal(TaskToken token, CallbackId boundTo) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, active, nonce, boundTo);
            byte[] sealed = cipher.doFinal(token.reveal().getBytes(StandardCharsets.UTF_8));
            byte[] whole = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return new SealedToken(
                    active + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    /// How many tokens this process has sealed under this key.
    long seals(String keyId) {
        return 0;
    }

    /// How many tokens this process has opened with this key.
    long opens(String keyId) {
        return 0;
    }

    /// @throws VaultException when the key is gone from the configuration, or the record was tampered with
    TaskToken open(SealedToken sealed, CallbackId boundTo) {
        int dot = sealed.text().indexOf('.');
        String keyId = sealed.text().substring(0, Math.max(dot, 0));
        if (!keys.containsKey(keyId)) {
            throw new VaultException("taskgate.vault.keys has no key \"" + keyId + "\" any more, and " + boundTo
                    + " is sealed with it: put it back");
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(sealed.text().substring(dot + 1));
            byte[] nonce = java.util.Arrays.copyOf(whole, NONCE_BYTES);
            byte[] token = cipher(Cipher.DECRYPT_MODE, keyId, nonce, boundTo)
                    .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return TaskToken.of(new String(token, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new VaultException("the sealed token of " + boundTo + " can't be opened with key \"" + keyId
                    + "\": another key under the same name, or a record that was changed by hand");
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, CallbackId boundTo) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(boundTo.value().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    /// A sealed token can't be opened. The message holds no secret.
    public static final class VaultException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        VaultException(String message) {
            super(message);
        }
    }
}
