package io.taskgate.http.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import org.jspecify.annotations.Nullable;

/// Authentication request with an API key.
final class ApiKeyAuthenticationRequest extends BaseAuthenticationRequest {

    private final String key;
    private final @Nullable String principalArn;
    private final @Nullable String principalAccount;
    private final @Nullable String source;

    /// @param principalArn     the forwarded IAM principal; null for none
    /// @param principalAccount its account
    /// @param source           the client address; null if the connection is closed
    ApiKeyAuthenticationRequest(
            String key, @Nullable String principalArn, @Nullable String principalAccount, @Nullable String source) {
        this.key = key;
        this.principalArn = principalArn;
        this.principalAccount = principalAccount;
        this.source = source;
    }

    String key() {
        return key;
    }

    @Nullable String principalArn() {
        return principalArn;
    }

    @Nullable String principalAccount() {
        return principalAccount;
    }

    @Nullable String source() {
        return source;
    }
}
