package io.taskgate.http.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.Map;

/// Limits per caller. Requests above them are rejected with 429 and `Retry-After` before their body is read.
@ConfigMapping(prefix = "taskgate.limits")
public interface LimitsConfig {

    /// Limits of one accepted credential (API key, bearer token).
    Credential credential();

    /// Limits of one signed link of a callback.
    Link link();

    /// Limits of one source address, for all other requests: webhooks, and credentials that have not been
    /// accepted yet.
    Anonymous anonymous();

    /// Limits of all credentials of a tenant together, by tenant name. Default: no limit for the tenant.
    Map<String, Tenant> tenants();

    /// Unauthenticated requests in flight, of all addresses together.
    @WithDefault("32")
    int maxAnonymousRequests();

    /// The number of tracked callers; the longest idle caller is evicted first.
    @WithDefault("10000")
    int maxCallers();

    /// Lockout of source addresses that present invalid credentials.
    Lockout lockout();

    interface Credential {
        /// Requests per second of one credential on average. Behind API Gateway all callers share one.
        @WithDefault("1000")
        double rate();

        /// Burst of one credential above the average.
        @WithDefault("2000")
        double burst();

        /// Requests in flight of one credential.
        @WithDefault("384")
        int concurrency();
    }

    interface Tenant {
        /// Requests per second of all callers of the tenant on average.
        double rate();

        /// Burst of all callers of the tenant above the average.
        double burst();

        /// Requests in flight of all callers of the tenant.
        int concurrency();
    }

    interface Link {
        /// Requests per second of the signed links of one callback on average.
        @WithDefault("10")
        double rate();

        /// Burst of the signed links of one callback above the average.
        @WithDefault("50")
        double burst();

        /// Requests in flight of the signed links of one callback.
        @WithDefault("8")
        int concurrency();
    }

    interface Anonymous {
        /// Requests per second of one source address without an accepted credential on average.
        @WithDefault("50")
        double rate();

        /// Burst of one source address above the average.
        @WithDefault("200")
        double burst();

        /// Requests in flight of one source address.
        @WithDefault("16")
        int concurrency();
    }

    interface Lockout {
        /// Consecutive invalid credentials of a source address before its lockout.
        @WithDefault("10")
        int failures();

        /// The first delay. Each further invalid credential doubles it.
        @WithDefault("1s")
        Duration initialDelay();

        /// The maximum delay, and the time for which invalid credentials are remembered.
        @WithDefault("15m")
        Duration maxDelay();
    }

    /// Adds one line for each value that is out of range.
    default void check(ConfigurationProblems problems) {
        check("credential", CallerLimit.of(credential()), problems);
        tenants().forEach((name, limit) -> check("tenants." + name, CallerLimit.of(limit), problems));
        check("link", CallerLimit.of(link()), problems);
        check("anonymous", CallerLimit.of(anonymous()), problems);
        check("max-anonymous-requests", maxAnonymousRequests(), problems);
        check("max-callers", maxCallers(), problems);
        check("lockout.failures", lockout().failures(), problems);
        check("lockout.initial-delay", (double) lockout().initialDelay().toMillis(), problems);
        check("lockout.max-delay", (double) lockout().maxDelay().toMillis(), problems);
    }

    private static void check(String group, CallerLimit limit, ConfigurationProblems problems) {
        check(group + ".rate", limit.rate(), problems);
        check(group + ".burst", limit.burst(), problems);
        check(group + ".concurrency", limit.concurrency(), problems);
    }

    private static void check(String key, double value, ConfigurationProblems problems) {
        if (!(value >= 1 && value <= 1_000_000_000)) {
            problems.add("taskgate.limits." + key, "Invalid value \"" + value + "\". Expected 1 or more.");
        }
    }
}
