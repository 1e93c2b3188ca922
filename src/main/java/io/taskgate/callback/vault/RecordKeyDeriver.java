package io.taskgate.callback.vault;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/// Derives the keys of single records from one vault key: HKDF-SHA256 (RFC 5869) with the salt `taskgate.vault`
/// and the callback's ID as info. It uses two HMACs, which a native image has without registration, instead of
/// `javax.crypto.KDF`. Thread-safe.
final class RecordKeyDeriver {

    private static final byte[] SALT = "taskgate.vault".getBytes(StandardCharsets.US_ASCII);

    private final byte[] extracted;

    RecordKeyDeriver(byte[] vaultKey) {
        extracted = Hmac.sha256(SALT, vaultKey);
    }

    /// The AES-256 key of this record.
    SecretKeySpec of(CallbackId id) {
        byte[] info = id.value().getBytes(StandardCharsets.US_ASCII);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        // One block of SHA-256 is as long as the key.
        block[info.length] = 1;
        return new SecretKeySpec(Hmac.sha256(extracted, block), "AES");
    }
}
