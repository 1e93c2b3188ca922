package io.taskgate.http.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.taskgate.http.access.Grant;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Applies the limits of a tenant to all of its callers together, after authentication, so that the load of
/// one tenant does not affect others. Links, webhooks and events do not count. Thread-safe.
@Singleton
final class TenantRateLimiter {

    private static final long SECOND = 1_000_000_000L;

    private final Map<String, CallerLimit> limits = new HashMap<>();
    private final CallerTable<String> table;
    private final Clock clock;
    private final Counter refused;

    TenantRateLimiter(LimitsConfig config, Clock clock, MeterRegistry meters) {
        config.tenants().forEach((name, limit) -> limits.put(name, CallerLimit.of(limit)));
        table = new CallerTable<>(limits.size());
        this.clock = clock;
        refused = Counter.builder("taskgate.limits.rejected")
                .description("requests above a limit of their caller")
                .tag("limit", "tenant")
                .register(meters);
    }

    /// @throws ProblemException 429 if the tenant exceeds its request rate or concurrency
    void limit(RoutingContext request) {
        String tenant = tenant(request);
        CallerLimit limit = tenant == null ? null : limits.get(tenant);
        if (tenant == null || limit == null) {
            return;
        }
        Instant now = clock.instant();
        switch (table.admit(tenant, limit, now.getEpochSecond() * SECOND + now.getNano())) {
            case CallerTable.Admission.Admitted(CallerTable.Usage usage) ->
                request.addEndHandler(_ -> table.release(usage));
            case CallerTable.Admission.TooManyConcurrent() ->
                throw refusal(request, 1, "The tenant exceeds the concurrency limit of taskgate.limits.tenants.");
            case CallerTable.Admission.RateExceeded(long seconds) ->
                throw refusal(request, seconds, "The tenant exceeds the request rate of taskgate.limits.tenants.");
        }
    }

    private ProblemException refusal(RoutingContext request, long seconds, String detail) {
        refused.increment();
        request.response().putHeader("Retry-After", Long.toString(seconds));
        return ProblemException.of(
                ProblemType.RATE_LIMITED,
                detail + " The request was not processed. Retry after the Retry-After delay.");
    }

    /// Only for an authenticated caller: this can run on the event loop.
    private static @Nullable String tenant(RoutingContext request) {
        return request.user() instanceof QuarkusHttpUser user
                ? AuthenticatedCaller.grantOf(user.getSecurityIdentity())
                        .map(Grant::tenant)
                        .orElse(null)
                : null;
    }
}
