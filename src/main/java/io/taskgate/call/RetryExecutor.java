package io.taskgate.call;

import io.taskgate.call.transport.AttemptFailedException;
import io.taskgate.call.transport.ServiceResponse;
import io.taskgate.route.CallDefinition;
import io.taskgate.runtime.Sleeper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/// Retries an attempt if a retry is safe and the route has attempts left. Pauses between attempts: 0.2 s, 0.4
/// s, … 2 s, and longer if the service requests it and the time of the call allows it. Thread-safe.
@Singleton
final class RetryExecutor {

    private static final Logger LOG = Logger.getLogger(RetryExecutor.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
    private static final Duration JITTER = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 10;

    private final Sleeper sleeper;
    private final Clock clock;

    RetryExecutor(Sleeper sleeper, Clock clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /// One attempt.
    @FunctionalInterface
    interface Attempt {
        ServiceResponse run() throws AttemptFailedException, IOException;
    }

    /// Returns the maximum duration of a call: all attempts and the pauses between them.
    static Duration longest(CallDefinition plan) {
        return plan.timeout()
                .multipliedBy(plan.retries() + 1L)
                .plus(MAX_PAUSE.plus(JITTER).multipliedBy(plan.retries()));
    }

    /// @param name       the route name, for the log
    /// @param repeatable whether the request is safe to repeat
    /// @throws AttemptFailedException of the last attempt
    /// @throws IOException of the spool
    ServiceResponse call(String name, CallDefinition plan, boolean repeatable, Attempt one)
            throws AttemptFailedException, IOException {
        long end = sleeper.nanoTime() + longest(plan).toNanos();
        for (int made = 1; ; made++) {
            try {
                return one.run();
            } catch (AttemptFailedException e) {
                if (made > plan.retries()
                        || !e.failure().isRetryable(repeatable)
                        || !paused(name, plan, made, e, end)) {
                    throw e;
                }
            }
        }
    }

    /// @param made the number of attempts so far
    /// @return false if no time is left for another attempt after the requested delay
    private boolean paused(String name, CallDefinition plan, int made, AttemptFailedException e, long end) {
        Optional<Duration> asked = e.failure().retryAfter(clock.instant());
        Duration pause = usual(made);
        if (asked.isPresent() && asked.get().compareTo(pause) > 0) {
            pause = asked.get().plus(jitter());
            if (sleeper.nanoTime() + pause.plus(plan.timeout()).toNanos() - end > 0) {
                LOG.infof(
                        "Call not retried, the requested delay exceeds the time of the call: route=%s"
                                + " retryAfterSeconds=%d",
                        name, asked.get().toSeconds());
                return false;
            }
        }
        try {
            sleeper.sleep(pause);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration usual(int made) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(made - 1, MAX_DOUBLINGS));
        return (doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE).plus(jitter());
    }

    /// Random, so that calls that failed together are not retried together.
    private static Duration jitter() {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(JITTER.toNanos() + 1));
    }
}
