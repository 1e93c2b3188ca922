package io.taskgate.route;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// How calls of a service prove themselves. What is secret in it is never printed.
public sealed interface ServiceAuth {

    /// Not at all, or by a client certificate ([Service#tls()]).
    record None() implements ServiceAuth {}

    /// A header that is the same for every call.
    record Header(String name, String secret) implements ServiceAuth {
        @Override
        public String toString() {
            return "Header[" + name + "]";
        }
    }

    /// A bearer token by OAuth 2.0 client credentials (RFC 6749, 4.4), kept until shortly before it expires.
    ///
    /// @param tokenUrl the authorization server's token endpoint
    /// @param scope    what is asked for, with blanks between; null for the server's default
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

    /// AWS Signature Version 4, by the gateway's own credentials.
    ///
    /// @param service what is signed for, such as `execute-api`
    /// @param region  null for the gateway's
    record SigV4(String service, @Nullable String region) implements ServiceAuth {}
}
