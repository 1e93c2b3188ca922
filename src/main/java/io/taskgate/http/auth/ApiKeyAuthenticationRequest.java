package io.taskgate.http.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import org.jspecify.annotations.Nullable;

/// An API key that a caller presented.
final class ApiKeyAuthenticationRequest extends BaseAuthenticationRequest {

    private final String key;
    private final @Nullable String principalArn;
    private final @Nullable String principalAccount;
    private final @Nullable String source;

    /// @param principalArn     the IAM principal that the caller passes on; null where it passes none on
    /// @param principalAccount its account
    /// @param source           the address that the request came from; null where the connection is gone
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
