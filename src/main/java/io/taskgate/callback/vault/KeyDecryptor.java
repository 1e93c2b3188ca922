package io.taskgate.callback.vault;

import java.util.Map;

/// Decrypts key material that is configured encrypted (KMS).
public interface KeyDecryptor {

    /// Decrypts.
    ///
    /// @param context the encryption context: KMS decrypts a ciphertext with the same context only
    /// @throws DecryptionFailedException with the reason
    byte[] decrypt(byte[] encrypted, Map<String, String> context);

    /// The key service refused, or can't be reached.
    final class DecryptionFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public DecryptionFailedException(String message) {
            super(message);
        }
    }
}
