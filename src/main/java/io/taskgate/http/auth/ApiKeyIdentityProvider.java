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
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Provides the identities of API keys and of forwarded IAM principals. Does not block.
@Singleton
final class ApiKeyIdentityProvider implements IdentityProvider<ApiKeyAuthenticationRequest> {

    private static final Logger LOG = Logger.getLogger(ApiKeyIdentityProvider.class);

    /// A use of a secret is recorded once in each.
    private static final ChronoUnit LAST_USE_PRECISION = ChronoUnit.HOURS;

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
                .orElseGet(
                        () -> Uni.createFrom().failure(new AuthenticationFailedException("The API key is unknown.")));
    }

    private boolean isLive(ApiKeys.ApiKey key, ApiKeyAuthenticationRequest request) {
        Instant now = clock.instant();
        if (key.isExpired(now)) {
            record(AuditEvent.Action.EXPIRED_KEY, key, "expired at " + key.expires(), request, "401");
            return false;
        }
        Instant last = key.lastUse().getAndSet(now);
        if (!last.truncatedTo(LAST_USE_PRECISION).equals(now.truncatedTo(LAST_USE_PRECISION))) {
            record(AuditEvent.Action.KEY_USED, key, null, request, "ACCEPTED");
        }
        return true;
    }

    private void record(
            AuditEvent.Action action,
            ApiKeys.ApiKey key,
            @Nullable String reason,
            ApiKeyAuthenticationRequest request,
            String result) {
        try {
            audit.record(new AuditEvent(
                    action,
                    key.grant().principal(),
                    key.grant().tenant(),
                    key.slot().tag(),
                    reason,
                    request.source(),
                    result));
        } catch (AuditUnavailableException e) {
            LOG.errorf("Use of an API key is missing in the audit file: action=%s key=%s", action, key.name());
        }
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
