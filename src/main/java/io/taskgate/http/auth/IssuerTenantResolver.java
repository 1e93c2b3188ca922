package io.taskgate.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.smallrye.mutiny.Uni;
import io.taskgate.crypto.Sha256;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.http.access.AccessRules.TokenIssuer;
import io.taskgate.payload.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives Quarkus OIDC the issuer that a bearer token names, out of `taskgate.access.issuers` as they are now. Other
/// credentials, and tokens of other issuers, are none of OIDC's. Nothing in the token is believed here: its
/// signature, issuer, audience and times are checked by Quarkus OIDC afterwards. On the event loop; does not block.
///
/// Quarkus caches an issuer's metadata permanently by the tenant ID, so the ID changes with the settings.
@Singleton
final class IssuerTenantResolver implements TenantConfigResolver {

    private static final String BEARER = "Bearer ";
    private static final int PARTS = 3;
    private static final char VERSION = '~';

    private final AccessRegistry access;
    private final Map<TokenIssuer, OidcTenantConfig> tenants = new ConcurrentHashMap<>();

    IssuerTenantResolver(AccessRegistry access) {
        this.access = access;
    }

    /// The name of the issuer's entry, of the id of a tenant that this class made.
    static String name(String tenantId) {
        int version = tenantId.lastIndexOf(VERSION);
        return version < 0 ? tenantId : tenantId.substring(0, version);
    }

    private static OidcTenantConfig tenant(TokenIssuer issuer) {
        String settings = Sha256.hex(issuer.toString());
        var tenant = OidcTenantConfig.authServerUrl(issuer.issuer())
                .tenantId(issuer.name() + VERSION + settings)
                .applicationType(io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType.SERVICE)
                .token()
                .issuer(issuer.issuer())
                .audience(issuer.audience())
                .allowOpaqueTokenIntrospection(false)
                .allowJwtIntrospection(false)
                .end();
        if (issuer.jwksUrl() != null) {
            tenant.discoveryEnabled(false).jwksPath(issuer.jwksUrl().toString());
        }
        if (issuer.tls() != null) {
            tenant.tlsConfigurationName(issuer.tls());
        }
        return tenant.build();
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext context, OidcRequestContext<OidcTenantConfig> request) {
        return Uni.createFrom().item(tenant(context).orElse(null));
    }

    private Optional<OidcTenantConfig> tenant(RoutingContext context) {
        String authorization = context.request().getHeader("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        issuer(authorization.substring(BEARER.length()).strip()))
                .flatMap(access.rules()::issuer)
                .map(issuer -> tenants.computeIfAbsent(issuer, IssuerTenantResolver::tenant));
    }

    private static @Nullable String issuer(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return null;
        }
        try {
            JsonNode claims = Json.parse(Base64.getUrlDecoder().decode(parts[1]));
            return claims.path("iss").isTextual() ? claims.path("iss").textValue() : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
