package io.taskgate.http.auth;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.taskgate.audit.AuditEvent;
import io.taskgate.audit.AuditLog;
import io.taskgate.audit.AuditUnavailableException;
import io.taskgate.http.access.AccessRegistry;
import io.taskgate.http.access.AccessRules;
import io.taskgate.http.access.ApiKeys;
import io.taskgate.http.access.Grant;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Identities of API keys, and of the IAM principals that a key's holder passes on. Does not block.
@Singleton
final class ApiKeyIdentityProvider implements IdentityProvider<ApiKeyAuthenticationRequest> {

    private static final Logger LOG = Logger.getLogger(ApiKeyIdentityProvider.class);

    private final AccessRegistry access;
    private final AuditLog audit;
    private final Clock clock;

    ApiKeyIdentityProvider(AccessRegistry access, AuditLog audit, Clock clock) {
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Class<ApiKeyAuthenticationRequest> getRequestType() {
        return ApiKeyAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            ApiKeyAuthenticationRequest request, AuthenticationRequestContext context) {
        AccessRules rules = access.rules();
        Optional<Grant> grant = access.find(request.key())
                .filter(key -> isLive(key, request))
                .flatMap(key -> grant(key, request, rules));
        if (grant.isEmpty() && rules.isOpen()) {
            grant = Optional.of(rules.everything());
        }
        return grant.map(found -> Uni.createFrom().item(SecurityIdentityFactory.of(found)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException("The API key is unknown")));
    }

    private boolean isLive(ApiKeys.ApiKey key, ApiKeyAuthenticationRequest request) {
        Instant now = clock.instant();
        if (!key.isExpired(now)) {
            key.lastUse().set(now);
            return true;
        }
        try {
            audit.record(new AuditEvent(
                    AuditEvent.Action.EXPIRED_KEY,
                    key.grant().principal(),
                    key.grant().tenant(),
                    key.slot().tag(),
                    "expired at " + key.expires(),
                    request.source(),
                    "401"));
        } catch (AuditUnavailableException e) {
            LOG.errorf("a use of the expired API key %s is not in the audit file", key.name());
        }
        return false;
    }

    private static Optional<Grant> grant(ApiKeys.ApiKey key, ApiKeyAuthenticationRequest request, AccessRules rules) {
        if (!key.forwardsPrincipal()) {
            return Optional.of(key.grant());
        }
        String arn = request.principalArn();
        String account = request.principalAccount();
        return arn == null || account == null ? Optional.empty() : rules.ofPrincipal(arn, account);
    }
}
