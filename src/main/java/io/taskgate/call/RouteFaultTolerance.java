package io.taskgate.call;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.AttemptFailure;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.route.CallDefinition;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;

/// Isolates the failures of each route: a timeout for every attempt, a bulkhead, a circuit breaker, and
/// around them the [RetryExecutor]. An attempt never queues: if the bulkhead is full or the circuit is open,
/// it fails immediately. Thread-safe.
@Singleton
final class RouteFaultTolerance {

    private static final Logger LOG = Logger.getLogger(RouteFaultTolerance.class);

    private final RetryExecutor retries;
    private final CallMetrics meters;
    private final CircuitRegistry circuits;
    private final Map<String, Guarded> guards = new ConcurrentHashMap<>();

    /// The guard of a route, and the settings it was made of. Others come with new routes: the circuit then starts
    /// closed.
    private record Guarded(Settings settings, TypedGuard<ServiceResponse> guard) {}

    private record Settings(int concurrency, Duration timeout, CallDefinition.Breaker breaker) {
        static Settings of(CallDefinition plan) {
            return new Settings(plan.concurrency(), plan.timeout(), plan.breaker());
        }
    }

    RouteFaultTolerance(RetryExecutor retries, CallMetrics meters, CircuitRegistry circuits) {
        this.retries = retries;
        this.meters = meters;
        this.circuits = circuits;
    }

    /// @param repeatable whether the request is safe to repeat
    /// @throws AttemptFailedException of the last attempt
    /// @throws IOException of the spool
    ServiceResponse call(Route route, CallDefinition plan, boolean repeatable, RetryExecutor.Attempt one)
            throws AttemptFailedException, IOException {
        TypedGuard<ServiceResponse> guard = guard(route, plan);
        return retries.call(
                route.name(), plan, repeatable, () -> counted(route.name(), () -> guarded(guard, plan, one)));
    }

    private TypedGuard<ServiceResponse> guard(Route route, CallDefinition plan) {
        Settings settings = Settings.of(plan);
        Guarded active = guards.get(route.name());
        if (active != null && active.settings().equals(settings)) {
            return active.guard();
        }
        return guards.compute(route.name(), (name, other) -> {
                    if (other != null && other.settings().equals(settings)) {
                        return other;
                    }
                    meters.watchCircuit(name);
                    meters.circuit(name, false);
                    circuits.set(name, CircuitBreakerState.CLOSED);
                    return new Guarded(settings, guard(name, plan));
                })
                .guard();
    }

    private ServiceResponse counted(String route, RetryExecutor.Attempt one)
            throws AttemptFailedException, IOException {
        try {
            ServiceResponse reply = one.run();
            meters.recordAttempt(route, reply);
            return reply;
        } catch (AttemptFailedException e) {
            meters.recordAttempt(route, e.failure());
            throw e;
        }
    }

    private static ServiceResponse guarded(
            TypedGuard<ServiceResponse> guard, CallDefinition plan, RetryExecutor.Attempt one)
            throws AttemptFailedException, IOException {
        try {
            return guard.call(one::run);
        } catch (TimeoutException | InterruptedException e) {
            // A timeout interrupts the attempt, and the interrupt can reach the guard while it waits for the
            // end of the attempt.
            throw new AttemptFailedException(new AttemptFailure.TimedOut(plan.timeout()));
        } catch (CircuitBreakerOpenException e) {
            throw new AttemptFailedException(new AttemptFailure.CircuitOpen());
        } catch (BulkheadException e) {
            throw new AttemptFailedException(new AttemptFailure.BulkheadFull());
        } catch (AttemptFailedException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("An attempt failed with an unexpected exception.", e);
        }
    }

    private TypedGuard<ServiceResponse> guard(String route, CallDefinition plan) {
        CallDefinition.Breaker breaker = plan.breaker();
        return TypedGuard.create(ServiceResponse.class)
                .withDescription(route)
                .withBulkhead()
                .limit(plan.concurrency())
                .done()
                .withTimeout()
                .duration(plan.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .failOn(List.of(AttemptFailedException.class, TimeoutException.class))
                .requestVolumeThreshold(breaker.requests())
                .failureRatio(breaker.ratio())
                .delay(breaker.delay().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(state -> logCircuitChange(route, state))
                .done()
                .build();
    }

    private void logCircuitChange(String route, CircuitBreakerState state) {
        meters.circuit(route, state != CircuitBreakerState.CLOSED);
        circuits.set(route, state);
        switch (state) {
            case OPEN -> LOG.warnf("Circuit opened: route=%s", route);
            case HALF_OPEN -> LOG.infof("Circuit half-open: route=%s", route);
            case CLOSED -> LOG.infof("Circuit closed: route=%s", route);
        }
    }
}
