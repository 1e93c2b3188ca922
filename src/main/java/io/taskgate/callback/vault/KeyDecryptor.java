package io.taskgate.callback.vault;

import java.util.Map;

/// Opens key material that is configured encrypted (KMS).
public interface KeyDecryptor {

    /// @param context what it was encrypted for, name by name: KMS opens a ciphertext with the same context
    /// only
    /// @throws CannotOpenException with the reason
    byte[] open(byte[] encrypted, Map<String, String> context);

    /// The key service refuses, or can't be reached.
    final class CannotOpenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CannotOpenException(String message) {
            super(message);
        }
    }
}
