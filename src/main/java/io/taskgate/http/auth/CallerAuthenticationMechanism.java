package io.taskgate.http.auth;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.http.access.AccessRules;
import io.taskgate.http.access.Grant;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// Authenticates callers by link signature, API key or client certificate, in this order. Quarkus OIDC
/// authenticates JSON Web Tokens before ([IssuerTenantResolver]). Runs on the event loop; does not block.
@Singleton
final class CallerAuthenticationMechanism implements HttpAuthenticationMechanism {

    static final String PRINCIPAL_ARN = "X-Taskgate-Principal-Arn";
    static final String PRINCIPAL_ACCOUNT = "X-Taskgate-Principal-Account";

    private static final String API_KEY = "X-Api-Key";
    private static final String SIGNATURE = "Callback-Signature";
    private static final String BEARER = "Bearer ";
    private static final int UNAUTHORIZED = 401;

    /// The paths that links lead to.
    private static final Pattern LINKED = Pattern.compile("/v1/(?:callbacks/([^/]+)/(?:success|failure|heartbeat)"
            + "|batches/([^/]+)/runners/([^/]+)/(?:success|failure))");

    private final AccessRegistry access;

    CallerAuthenticationMechanism(AccessRegistry access) {
        this.access = access;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        HttpServerRequest request = context.request();
        Optional<AuthenticationRequest> presented = link(context)
                .or(() -> Optional.ofNullable(apiKey(request))
                        .map(key -> new ApiKeyAuthenticationRequest(
                                key,
                                request.getHeader(PRINCIPAL_ARN),
                                request.getHeader(PRINCIPAL_ACCOUNT),
                                AuthenticatedCaller.sourceOf(request))));
        if (presented.isPresent()) {
            return identities.authenticate(presented.get());
        }
        AccessRules rules = access.rules();
        Optional<Grant> grant = certificate(request.sslSession()).flatMap(rules::ofCertificate);
        if (grant.isEmpty() && rules.isOpen()) {
            grant = Optional.of(rules.everything());
        }
        return grant.map(found -> Uni.createFrom().item(SecurityIdentityFactory.of(found)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private static Optional<AuthenticationRequest> link(RoutingContext context) {
        Matcher path = LINKED.matcher(context.normalizedPath());
        if (!path.matches()) {
            return Optional.empty();
        }
        String inLink = context.queryParams().get("signature");
        String signature = inLink == null ? context.request().getHeader(SIGNATURE) : inLink;
        String subject = path.group(1) == null ? path.group(2) + "." + path.group(3) : path.group(1);
        return Optional.ofNullable(signature).map(signed -> new LinkAuthenticationRequest(subject, signed));
    }

    private static @Nullable String apiKey(HttpServerRequest request) {
        String apiKey = request.getHeader(API_KEY);
        if (apiKey != null) {
            return apiKey;
        }
        String authorization = request.getHeader("Authorization");
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private static Optional<String> certificate(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Principal peer = session.getPeerPrincipal();
            return peer instanceof X500Principal subject
                    ? Optional.of(subject.getName(X500Principal.RFC2253))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(UNAUTHORIZED, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(ApiKeyAuthenticationRequest.class, LinkAuthenticationRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.OTHER_HEADER, API_KEY, "api-key"));
    }
}
