package io.taskgate.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.smallrye.mutiny.Uni;
import io.taskgate.http.access.AccessConfig;
import io.taskgate.payload.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gives Quarkus OIDC the issuer that a bearer token names, out of `taskgate.access.issuers`. Other
/// credentials, and tokens of other issuers, are none of OIDC's. Nothing in the token is believed here: its
/// signature, issuer, audience
/// and times are checked by Quarkus OIDC
/// afterwards. On the event loop; does not block.
@Singleton
final class IssuerTenantResolver implements TenantConfigResolver {

    private static final String BEARER = "Bearer ";
    private static final int PARTS = 3;

    private final Map<String, OidcTenantConfig> byIssuer = new HashMap<>();

    IssuerTenantResolver(AccessConfig config) {
        config.issuers()
                .forEach((name, issuer) ->
                        issuer.issuer().ifPresent(iss -> byIssuer.put(iss, tenant(name, iss, issuer))));
    }

    private static OidcTenantConfig tenant(String name, String iss, AccessConfig.Issuer issuer) {
        var tenant = OidcTenantConfig.authServerUrl(iss)
                .tenantId(name)
                .applicationType(io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType.SERVICE)
                .token()
                .issuer(iss)
                .audience(issuer.audience().orElse(List.of()))
                .allowOpaqueTokenIntrospection(false)
                .allowJwtIntrospection(false)
                .end();
        issuer.jwksUrl().ifPresent(url -> tenant.discoveryEnabled(false).jwksPath(url.toString()));
        issuer.tls().ifPresent(tls -> tenant.tlsConfigurationName(tls));
        return tenant.build();
    }

    @Override
    public Uni<OidcTenantConfig> resolve(RoutingContext context, OidcRequestContext<OidcTenantConfig> request) {
        return Uni.createFrom().item(tenant(context).orElse(null));
    }

    private Optional<OidcTenantConfig> tenant(RoutingContext context) {
        String authorization = context.request().getHeader("Authorization");
        if (byIssuer.isEmpty()
                || authorization == null
                || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        issuer(authorization.substring(BEARER.length()).strip()))
                .map(byIssuer::get);
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
