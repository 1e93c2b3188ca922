package io.taskgate.http.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.taskgate.route.config.ConfigurationProblems;
import java.time.Duration;
import java.util.Map;

/// Limits per caller. Requests above them are rejected with 429 and `Retry-After` before their body is read.
@ConfigMapping(prefix = "taskgate.limits")
public interface LimitsConfig {

    /// Of one credential (API key, bearer token) that has been accepted.
    Credential credential();

    /// Of one signed link of a callback.
    Link link();

    /// Of one source address, for all other requests: webhooks, and credentials that have not been accepted
    /// yet.
    Anonymous anonymous();

    /// Of all credentials of a tenant together, by the tenant's name. A tenant that is not named has no limit
    /// of its own.
    Map<String, Tenant> tenants();

    /// Requests that do not prove who sends them in work at once, of all addresses together.
    @WithDefault("32")
    int maxAnonymousRequests();

    /// Callers whose use is remembered; the one that was idle longest is forgotten first.
    @WithDefault("10000")
    int maxCallers();

    /// Of source addresses that present bad credentials.
    Lockout lockout();

    interface Credential {
        /// Requests a second of one credential, on average. Behind API Gateway all callers share one.
        @WithDefault("1000")
        double rate();

        /// Requests of one credential at once, beyond the average.
        @WithDefault("2000")
        double burst();

        /// Requests of one credential in work at once.
        @WithDefault("384")
        int concurrency();
    }

    interface Tenant {
        /// Requests a second of the tenant's callers together, on average.
        double rate();

        /// Requests of the tenant's callers at once, beyond the average.
        double burst();

        /// Requests of the tenant's callers in work at once.
        int concurrency();
    }

    interface Link {
        /// Requests a second of one callback's signed links, on average.
        @WithDefault("10")
        double rate();

        /// Requests of one callback's signed links at once, beyond the average.
        @WithDefault("50")
        double burst();

        /// Requests of one callback's signed links in work at once.
        @WithDefault("8")
        int concurrency();
    }

    interface Anonymous {
        /// Requests a second of one source address without an accepted credential, on average.
        @WithDefault("50")
        double rate();

        /// Requests of one source address at once, beyond the average.
        @WithDefault("200")
        double burst();

        /// Requests of one source address in work at once.
        @WithDefault("16")
        int concurrency();
    }

    interface Lockout {
        /// Bad credentials in a row that a source address may present before it has to wait.
        @WithDefault("10")
        int failures();

        /// The first wait; each further bad credential doubles it.
        @WithDefault("1s")
        Duration initialDelay();

        /// The longest wait, and how long bad credentials are remembered.
        @WithDefault("15m")
        Duration maxDelay();
    }

    /// Adds a line for each value that is out of range.
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
            problems.add("taskgate.limits." + key, "\"" + value + "\" is out of range: use 1 or more");
        }
    }
}
