package io.taskgate.callback;

/// Opens key material that is configured encrypted (KMS).
public interface KeyOpener {

    /// @throws CannotOpenException with the reason
    byte[] open(byte[] encrypted);

    /// The key service refuses, or can't be reached.
    final class CannotOpenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CannotOpenException(String message) {
            super(message);
        }
    }
}
