package io.taskgate.call.transport;

import io.taskgate.route.ServiceAuth;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Signs requests by AWS Signature Version 4. Safe for many threads.
public interface RequestSigner {

    /// @param headers what is signed beside the host
    /// @return the headers to send, those given among them
    /// @throws CannotSignException when there are no credentials now
    Map<String, List<String>> sign(
            ServiceAuth.SigV4 how, String method, URI url, Map<String, String> headers, byte[] body);

    /// There are no credentials to sign with.
    final class CannotSignException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public CannotSignException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
