package io.taskgate.http.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import org.jspecify.annotations.Nullable;

/// An API key that a caller presented.
final class ApiKeyRequest extends BaseAuthenticationRequest {

    private final String key;
    private final @Nullable String principalArn;
    private final @Nullable String principalAccount;

    /// @param principalArn     the IAM principal that the caller passes on; null where it passes none on
    /// @param principalAccount its account
    ApiKeyRequest(String key, @Nullable String principalArn, @Nullable String principalAccount) {
        this.key = key;
        this.principalArn = principalArn;
        this.principalAccount = principalAccount;
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
}
