package io.taskgate.callback.vault;

import io.taskgate.crypto.Hmac;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals the cursors of lists: AES-256-GCM with keys that are derived from the vault's, bound to the caller, so
/// that a cursor shows nothing and works for no other caller. Thread-safe.
@Singleton
public final class CursorSealer {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "taskgate list cursors v1\u0001".getBytes(StandardCharsets.UTF_8);

    private final String active;
    private final Map<String, SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    public CursorSealer(VaultKeys keys) {
        active = keys.active();
        this.keys = keys.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, key -> derived(key.getValue())));
    }

    /// Seals a cursor.
    ///
    /// @param caller the caller that may use the cursor
    public String seal(String cursor, String caller) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, active, nonce, caller).doFinal(cursor.getBytes(StandardCharsets.UTF_8));
            byte[] whole = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return active + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM.", e);
        }
    }

    /// Opens a cursor.
    ///
    /// @return empty if it was not sealed here for this caller
    public Optional<String> open(String sealed, String caller) {
        int dot = sealed.indexOf('.');
        String keyId = sealed.substring(0, Math.max(dot, 0));
        if (!keys.containsKey(keyId)) {
            return Optional.empty();
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
            if (whole.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] opened = cipher(Cipher.DECRYPT_MODE, keyId, Arrays.copyOf(whole, NONCE_BYTES), caller)
                    .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, String caller) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(caller.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /// HKDF-Expand (RFC 5869) of one block: cursors and task tokens share no key.
    private static SecretKeySpec derived(byte[] secret) {
        return new SecretKeySpec(Hmac.sha256(secret, PURPOSE), "AES");
    }
}
