package io.taskgate.standin.integration;

import io.taskgate.standin.Timers;
import io.taskgate.standin.eventbridge.Connections.Destination;
import io.taskgate.standin.eventbridge.delivery.DeliveryFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Applies InvocationRateLimitPerSecond: further calls within one second are retried later.
public final class InvocationRateLimit {

    private record Second(long at, int calls) {}

    private final Timers timers;
    private final Map<String, Second> seconds = new ConcurrentHashMap<>();

    public InvocationRateLimit(Timers timers) {
        this.timers = timers;
    }

    public void take(Destination destination) throws DeliveryFailure {
        if (destination.rate().isEmpty()) {
            return;
        }
        long now = timers.now().getEpochSecond();
        Second second = seconds.merge(
                destination.arn(),
                new Second(now, 1),
                (existing, first) -> existing.at() == now ? new Second(now, existing.calls() + 1) : first);
        if (second.calls() > destination.rate().get()) {
            throw DeliveryFailure.passing("THROTTLING", destination.name() + " is called at its rate limit");
        }
    }
}
