package io.taskgate.call;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.taskgate.route.CallPlan;
import io.taskgate.route.Route;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jboss.logging.Logger;

/// What keeps one route's trouble its own: for each route a time-out of every try, a bound of the calls at once, a
/// circuit breaker and retries. A try waits for nobody: what is over the bound, or meets an open circuit, is refused at
/// once. Safe for many threads.
@Singleton
final class Guards {

    private static final Logger LOG = Logger.getLogger(Guards.class);

    private static final long FIRST_PAUSE = 200;
    private static final long LONGEST_PAUSE = 2_000;
    private static final long JITTER = 100;

    private final Map<String, Guard> guards = new ConcurrentHashMap<>();

    /// @param tries   around every try, the retries among them
    /// @param retries around all of them
    private record Guard(TypedGuard<Reply> tries, TypedGuard<Reply> retries) {}

    /// One try.
    @FunctionalInterface
    interface Try {
        Reply run() throws TroubleException, IOException;
    }

    /// @param repeatable whether the request does no harm when it is carried out twice
    /// @throws TroubleException of the last try
    /// @throws IOException of the spool
    Reply call(Route route, CallPlan plan, boolean repeatable, Try one) throws TroubleException, IOException {
        Guard guard = guards.computeIfAbsent(route.name(), name -> guard(name, plan));
        return unwrapped(() -> guard.retries().call(() -> guarded(guard, plan, repeatable, one)));
    }

    private static Reply guarded(Guard guard, CallPlan plan, boolean repeatable, Try one) throws Exception {
        try {
            return guard.tries().call(one::run);
        } catch (TroubleException e) {
            throw again(e.trouble(), repeatable);
        } catch (TimeoutException | InterruptedException e) {
            // A time-out ends a try by an interrupt, which may meet the guard as it waits for the try's own end.
            throw again(new Trouble.Late(plan.timeout()), repeatable);
        } catch (CircuitBreakerOpenException e) {
            throw again(new Trouble.CircuitOpen(), repeatable);
        } catch (BulkheadException e) {
            throw again(new Trouble.Full(), repeatable);
        }
    }

    private static Exception again(Trouble trouble, boolean repeatable) {
        TroubleException exception = new TroubleException(trouble);
        return trouble.worthAnotherTry(repeatable) ? new WorthAnotherTry(exception) : exception;
    }

    private static Reply unwrapped(Callable<Reply> call) throws TroubleException, IOException {
        try {
            return call.call();
        } catch (WorthAnotherTry e) {
            throw e.trouble;
        } catch (TroubleException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a try ends in nothing else", e);
        }
    }

    private static Guard guard(String route, CallPlan plan) {
        CallPlan.Breaker breaker = plan.breaker();
        TypedGuard<Reply> tries = TypedGuard.create(Reply.class)
                .withDescription(route)
                .withBulkhead()
                .limit(plan.concurrency())
                .done()
                .withTimeout()
                .duration(plan.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .failOn(java.util.List.of(TroubleException.class, TimeoutException.class))
                .requestVolumeThreshold(breaker.requests())
                .failureRatio(breaker.ratio())
                .delay(breaker.delay().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(state -> tell(route, state))
                .done()
                .build();
        long pauses = (LONGEST_PAUSE + JITTER) * plan.retries();
        TypedGuard<Reply> retries = TypedGuard.create(Reply.class)
                .withDescription(route + " with retries")
                .withRetry()
                .maxRetries(plan.retries())
                .maxDuration(plan.timeout().toMillis() * (plan.retries() + 1L) + pauses, ChronoUnit.MILLIS)
                .delay(FIRST_PAUSE, ChronoUnit.MILLIS)
                .jitter(JITTER, ChronoUnit.MILLIS)
                .retryOn(WorthAnotherTry.class)
                .withExponentialBackoff()
                .maxDelay(LONGEST_PAUSE, ChronoUnit.MILLIS)
                .done()
                .done()
                .build();
        return new Guard(tries, retries);
    }

    private static void tell(String route, CircuitBreakerState state) {
        switch (state) {
            case OPEN -> LOG.warnf("%s: too many calls failed: none is made for a while", route);
            case HALF_OPEN -> LOG.infof("%s: one call is made as a trial", route);
            case CLOSED -> LOG.infof("%s: called again", route);
        }
    }

    private static final class WorthAnotherTry extends Exception {
        private static final long serialVersionUID = 1L;

        private final TroubleException trouble;

        WorthAnotherTry(TroubleException trouble) {
            super(null, trouble, false, false);
            this.trouble = trouble;
        }
    }
}
