package io.taskgate.call.transport;

import io.taskgate.route.ServiceAuth;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Signs requests with AWS Signature Version 4. Thread-safe.
public interface RequestSigner {

    /// @param headers the headers to sign in addition to the host
    /// @return the headers to send, including the given ones
    /// @throws CannotSignException if no credentials are available
    Map<String, List<String>> sign(
            ServiceAuth.SigV4 how, String method, URI url, Map<String, String> headers, byte[] body);

    /// Thrown if no credentials are available.
    final class CannotSignException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CannotSignException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
