package io.taskgate.http.auth;

import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.http.access.TokenClaims;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Adds the grant of the first matching rule to the identity of a verified token. A token without a matching
/// rule is authenticated but has no role. Does not block.
@Singleton
final class TokenGrantAugmentor implements SecurityIdentityAugmentor {

    private final AccessRegistry access;

    TokenGrantAugmentor(AccessRegistry access) {
        this.access = access;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        String tenantId = identity.getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE);
        if (tenantId == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        String issuer = IssuerTenantResolver.name(tenantId);
        return Uni.createFrom()
                .item(access.rules()
                        .ofToken(issuer, new TokenClaims(token))
                        .map(SecurityIdentityFactory::of)
                        .orElseGet(() ->
                                SecurityIdentityFactory.withoutGrant("oidc:" + issuer + ":" + token.getSubject())));
    }
}
