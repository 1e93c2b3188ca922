package io.taskgate.http.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Identities of API keys, and of the IAM principals that a key's holder passes on. Does not block.
@Singleton
final class ApiKeyIdentityProvider implements IdentityProvider<ApiKeyRequest> {

    private final ApiKeys keys;
    private final AccessRules rules;

    ApiKeyIdentityProvider(ApiKeys keys, AccessRules rules) {
        this.keys = keys;
        this.rules = rules;
    }

    @Override
    public Class<ApiKeyRequest> getRequestType() {
        return ApiKeyRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(ApiKeyRequest request, AuthenticationRequestContext context) {
        Optional<Grant> grant = keys.find(request.key()).flatMap(key -> grant(key, request));
        if (grant.isEmpty() && rules.isOpen()) {
            grant = Optional.of(rules.everything());
        }
        return grant.map(found -> Uni.createFrom().item(Identities.of(found)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException("The API key is unknown")));
    }

    private Optional<Grant> grant(ApiKeys.ApiKey key, ApiKeyRequest request) {
        if (!key.forwardsPrincipal()) {
            return Optional.of(key.grant());
        }
        String arn = request.principalArn();
        String account = request.principalAccount();
        return arn == null || account == null ? Optional.empty() : rules.ofPrincipal(arn, account);
    }
}
