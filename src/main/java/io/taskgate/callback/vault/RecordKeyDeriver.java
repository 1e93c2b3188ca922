package io.taskgate.callback.vault;

import io.taskgate.callback.model.CallbackId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keys of single records under one vault key: HKDF-SHA256 (RFC 5869) with the salt `taskgate.vault` and
/// the callback's id as info. By two HMACs, which a native image has without registration, instead of
/// `javax.crypto.KDF`. Safe for many threads.
final class RecordKeyDeriver {

    private static final String HMAC = "HmacSHA256";
    private static final byte[] SALT = "taskgate.vault".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec extracted;

    RecordKeyDeriver(byte[] vaultKey) {
        extracted = new SecretKeySpec(hmac(new SecretKeySpec(SALT, HMAC), vaultKey), HMAC);
    }

    /// The AES-256 key of this record.
    SecretKeySpec of(CallbackId id) {
        byte[] info = id.value().getBytes(StandardCharsets.US_ASCII);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        // One block of SHA-256 is as long as the key.
        block[info.length] = 1;
        return new SecretKeySpec(hmac(extracted, block), "AES");
    }

    private static byte[] hmac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
