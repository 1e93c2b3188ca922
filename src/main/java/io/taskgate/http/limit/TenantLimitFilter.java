package io.taskgate.http.limit;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Calls [TenantRateLimiter] before each operation. Filters are created at build time, but the limits are
/// run-time configuration, so the first request reads them.
@Singleton
public final class TenantLimitFilter {

    private final Instance<TenantRateLimiter> limits;

    public TenantLimitFilter(Instance<TenantRateLimiter> limits) {
        this.limits = limits;
    }

    @ServerRequestFilter
    public void limit(RoutingContext request) {
        limits.get().limit(request);
    }
}
