package io.taskgate.http.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Delays source addresses that present invalid credentials, doubling the delay each time. A recently
/// accepted credential still passes: many callers can share an address, and none can lock out the others.
/// Thread-safe.
@Singleton
public final class CredentialLockout {

    /// The maximum number of doublings: more would overflow.
    private static final int MAX_DOUBLINGS = 30;

    private final Clock clock;
    private final LimitsConfig.Lockout config;
    private final Map<String, Failures> failures;
    private final Map<String, Instant> accepted;
    private final Counter lockouts;

    private record Failures(int count, Instant last, Instant until) {}

    public CredentialLockout(Clock clock, LimitsConfig config, MeterRegistry meters) {
        this.clock = clock;
        this.config = config.lockout();
        this.failures = new BoundedMap<>(config.maxCallers());
        this.accepted = new BoundedMap<>(config.maxCallers());
        this.lockouts = Counter.builder("taskgate.limits.lockouts")
                .description("waits that source addresses with bad credentials were given")
                .register(meters);
    }

    /// Returns the delay for a request; zero if it can pass.
    ///
    /// @param credential the digest of the credential
    public synchronized Duration delay(String address, String credential) {
        Failures known = failures.get(address);
        Instant now = clock.instant();
        return known == null || isAccepted(credential) || !now.isBefore(known.until())
                ? Duration.ZERO
                : Duration.between(now, known.until());
    }

    /// Returns whether the credential was accepted recently, and not rejected since.
    public synchronized boolean isAccepted(String credential) {
        Instant until = accepted.get(credential);
        return until != null && clock.instant().isBefore(until);
    }

    /// Records a credential that was rejected with 401.
    public synchronized void failed(String address, String credential) {
        Instant now = clock.instant();
        accepted.remove(credential);
        Failures known = failures.get(address);
        int count = known == null || now.isAfter(known.last().plus(config.maxDelay())) ? 1 : known.count() + 1;
        failures.put(address, new Failures(count, now, now.plus(pause(count))));
        if (count >= config.failures()) {
            lockouts.increment();
        }
    }

    private Duration pause(int count) {
        if (count < config.failures()) {
            return Duration.ZERO;
        }
        Duration pause = config.initialDelay().multipliedBy(1L << Math.min(MAX_DOUBLINGS, count - config.failures()));
        return pause.compareTo(config.maxDelay()) > 0 ? config.maxDelay() : pause;
    }

    /// Records a successful request with this credential.
    public synchronized void succeeded(String address, @Nullable String credential) {
        if (credential != null) {
            failures.remove(address);
            accepted.put(credential, clock.instant().plus(config.maxDelay()));
        }
    }

    synchronized int addresses() {
        return failures.size();
    }

    /// Evicts the least recently used entry.
    private static final class BoundedMap<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        BoundedMap(int most) {
            super(64, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > most;
        }
    }
}
