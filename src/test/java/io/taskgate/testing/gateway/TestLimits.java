package io.taskgate.testing.gateway;

import io.taskgate.http.limit.LimitsConfig;
import java.time.Duration;
import java.util.Map;

/// Small limits for tests.
public record TestLimits() implements LimitsConfig {

    public static final int CALLERS = 10;

    private record Small(double rate, double burst, int concurrency) implements Credential, Link, Anonymous {}

    private record Short() implements Lockout {
        @Override
        public int failures() {
            return 3;
        }

        @Override
        public Duration initialDelay() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration maxDelay() {
            return Duration.ofMinutes(1);
        }
    }

    @Override
    public Credential credential() {
        return new Small(2, 5, 3);
    }

    @Override
    public Map<String, Tenant> tenants() {
        return Map.of();
    }

    @Override
    public Link link() {
        return new Small(1, 2, 1);
    }

    @Override
    public Anonymous anonymous() {
        return new Small(1, 100, 2);
    }

    @Override
    public int maxAnonymousRequests() {
        return 2;
    }

    @Override
    public int maxCallers() {
        return CALLERS;
    }

    @Override
    public Lockout lockout() {
        return new Short();
    }
}
