package io.taskgate.call;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The states of the circuits of routes in this process. A route without a call so far has none. Thread-safe.
@Singleton
public final class CircuitRegistry {

    private final Map<String, CircuitState> states = new ConcurrentHashMap<>();

    /// The state of a circuit.
    public enum CircuitState {
        CLOSED,
        OPEN,
        /// One call is let through as a trial.
        HALF_OPEN
    }

    /// Returns the states by route name, for example `prices.quote`.
    public Map<String, CircuitState> states() {
        return Map.copyOf(states);
    }

    void set(String route, CircuitBreakerState state) {
        states.put(
                route,
                switch (state) {
                    case CLOSED -> CircuitState.CLOSED;
                    case OPEN -> CircuitState.OPEN;
                    case HALF_OPEN -> CircuitState.HALF_OPEN;
                });
    }
}
