package io.taskgate.route;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The authentication of calls to a service. Secrets are never printed.
public sealed interface ServiceAuth {

    /// No authentication, or a client certificate ([Service#tls()]).
    record None() implements ServiceAuth {}

    /// A constant header.
    record Header(String name, String secret) implements ServiceAuth {
        @Override
        public String toString() {
            return "Header[" + name + "]";
        }
    }

    /// An OAuth 2.0 client credentials token (RFC 6749, 4.4), cached until shortly before it expires.
    ///
    /// @param tokenUrl the token endpoint of the authorization server
    /// @param scope    the requested scopes, separated by spaces; null for the default of the server
    record OAuth(
            URI tokenUrl,
            String clientId,
            String clientSecret,
            @Nullable String scope) implements ServiceAuth {
        @Override
        public String toString() {
            return "OAuth[" + tokenUrl + ", " + clientId + "]";
        }
    }

    /// AWS Signature Version 4 with the credentials of the gateway.
    ///
    /// @param service the service name of the signature, such as `execute-api`
    /// @param region  null for the region of the gateway
    record SigV4(String service, @Nullable String region) implements ServiceAuth {}
}
