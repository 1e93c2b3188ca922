package io.taskgate.callback.vault;

import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.SealedToken;
import io.taskgate.callback.model.TaskToken;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Seals task tokens for the ledger: AES-256-GCM with a random 96-bit nonce, bound to the callback's ID, so
/// that a sealed token that was moved to another record can't be opened there. Each record has a key of its
/// own, derived from the vault's key and the callback's ID ([RecordKeyDeriver]): a random nonce is safe for
/// 2^32 seals with one key (NIST SP 800-38D), and a record is sealed once for each of its generations.
/// Thread-safe.
@Singleton
public final class TokenVault {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String CIPHER = "AES/GCM/NoPadding";

    /// The marker between the key's ID and the bytes. Without it the vault's key itself has sealed, as before
    /// 0.2.
    private static final String RECORD_KEY = "2.";

    /// The same, of the bytes that a token in Base64 stands for: a quarter shorter, as most tokens are.
    private static final String RECORD_KEY_OF_BYTES = "3.";

    private final String active;
    private final Map<String, Entry> keys;
    private final SecureRandom random = new SecureRandom();

    public TokenVault(VaultKeys keys) {
        this.active = keys.active();
        this.keys = keys.keys().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, key -> new Entry(key.getValue())));
    }

    /// A vault key and the counts of its use.
    private record Entry(SecretKeySpec itself, RecordKeyDeriver ofRecords, LongAdder seals, LongAdder opens) {
        Entry(byte[] key) {
            this(new SecretKeySpec(key, "AES"), new RecordKeyDeriver(key), new LongAdder(), new LongAdder());
        }
    }

    public SealedToken seal(TaskToken token, CallbackId boundTo) {
        Entry key = entry(active, boundTo);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key.ofRecords().of(boundTo), nonce, boundTo);
            byte[] decoded = decoded(token);
            byte[] sealed = cipher.doFinal(decoded == null ? token.reveal().getBytes(StandardCharsets.UTF_8) : decoded);
            byte[] whole = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            key.seals().increment();
            return new SealedToken(active + "." + (decoded == null ? RECORD_KEY : RECORD_KEY_OF_BYTES)
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    /// The bytes that a token in Base64 stands for; null if encoding them does not give the same token.
    private static byte @Nullable [] decoded(TaskToken token) {
        try {
            byte[] bytes = Base64.getDecoder().decode(token.reveal());
            return Base64.getEncoder().encodeToString(bytes).equals(token.reveal()) ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// The number of tokens that this process has sealed with this key.
    long seals(String keyId) {
        Entry key = keys.get(keyId);
        return key == null ? 0 : key.seals().sum();
    }

    /// The number of tokens that this process has opened with this key.
    long opens(String keyId) {
        Entry key = keys.get(keyId);
        return key == null ? 0 : key.opens().sum();
    }

    /// Opens a sealed token.
    ///
    /// @throws VaultException if the key is not configured any more, or the record was tampered with
    public TaskToken open(SealedToken sealed, CallbackId boundTo) {
        String keyId = sealed.keyId();
        Entry key = entry(keyId, boundTo);
        String rest = sealed.text().substring(keyId.length() + 1);
        boolean ofBytes = rest.startsWith(RECORD_KEY_OF_BYTES);
        boolean ofRecord = ofBytes || rest.startsWith(RECORD_KEY);
        try {
            byte[] whole = Base64.getUrlDecoder().decode(ofRecord ? rest.substring(RECORD_KEY.length()) : rest);
            byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
            SecretKeySpec secret = ofRecord ? key.ofRecords().of(boundTo) : key.itself();
            byte[] token = cipher(Cipher.DECRYPT_MODE, secret, nonce, boundTo)
                    .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
            key.opens().increment();
            return TaskToken.of(
                    ofBytes ? Base64.getEncoder().encodeToString(token) : new String(token, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new VaultException("The sealed token of " + boundTo + " can't be opened with key \"" + keyId
                    + "\". Another key has the same ID, or the record was changed manually.");
        }
    }

    private Entry entry(String keyId, CallbackId boundTo) {
        Entry key = keys.get(keyId);
        if (key == null) {
            throw new VaultException("taskgate.vault.keys has no key \"" + keyId + "\", but the token of " + boundTo
                    + " is sealed with it. Add the key again.");
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, CallbackId boundTo)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
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
