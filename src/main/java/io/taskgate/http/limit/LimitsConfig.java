package io.taskgate.http.limit;

import io.smallrye.config.WithDefault;
import io.taskgate.settings.RequiredValue;
import io.taskgate.settings.ValueRange;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Limits per caller. Requests above them are rejected with 429 and `Retry-After` before their body is read.
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
    @ValueRange(min = "1", max = "1000000000")
    int maxAnonymousRequests();

    /// The number of tracked callers; the longest idle caller is evicted first.
    @WithDefault("10000")
    @ValueRange(min = "1", max = "1000000000")
    int maxCallers();

    /// Lockout of source addresses that present invalid credentials.
    Lockout lockout();

    interface Credential {
        /// Requests per second of one credential on average. Behind API Gateway all callers share one.
        @WithDefault("1000")
        @ValueRange(min = "1", max = "1000000000")
        double rate();

        /// Burst of one credential above the average.
        @WithDefault("2000")
        @ValueRange(min = "1", max = "1000000000")
        double burst();

        /// Requests in flight of one credential.
        @WithDefault("384")
        @ValueRange(min = "1", max = "1000000000")
        int concurrency();
    }

    interface Tenant {
        /// Requests per second of all callers of the tenant on average.
        @RequiredValue("Set a number.")
        Optional<@ValueRange(min = "1", max = "1000000000") Double> rate();

        /// Burst of all callers of the tenant above the average.
        @RequiredValue("Set a number.")
        Optional<@ValueRange(min = "1", max = "1000000000") Double> burst();

        /// Requests in flight of all callers of the tenant.
        @RequiredValue("Set a number.")
        Optional<@ValueRange(min = "1", max = "1000000000") Integer> concurrency();
    }

    interface Link {
        /// Requests per second of the signed links of one callback on average.
        @WithDefault("10")
        @ValueRange(min = "1", max = "1000000000")
        double rate();

        /// Burst of the signed links of one callback above the average.
        @WithDefault("50")
        @ValueRange(min = "1", max = "1000000000")
        double burst();

        /// Requests in flight of the signed links of one callback.
        @WithDefault("8")
        @ValueRange(min = "1", max = "1000000000")
        int concurrency();
    }

    interface Anonymous {
        /// Requests per second of one source address without an accepted credential on average.
        @WithDefault("50")
        @ValueRange(min = "1", max = "1000000000")
        double rate();

        /// Burst of one source address above the average.
        @WithDefault("200")
        @ValueRange(min = "1", max = "1000000000")
        double burst();

        /// Requests in flight of one source address.
        @WithDefault("16")
        @ValueRange(min = "1", max = "1000000000")
        int concurrency();
    }

    interface Lockout {
        /// Consecutive invalid credentials of a source address before its lockout.
        @WithDefault("10")
        @ValueRange(min = "1", max = "1000000000")
        int failures();

        /// The first delay. Each further invalid credential doubles it.
        @WithDefault("1s")
        @ValueRange(min = "1ms", max = "7d")
        Duration initialDelay();

        /// The maximum delay, and the time for which invalid credentials are remembered.
        @WithDefault("15m")
        @ValueRange(min = "1ms", max = "7d")
        Duration maxDelay();
    }
}
