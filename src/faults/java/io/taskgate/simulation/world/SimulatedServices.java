package io.taskgate.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.EventBus;
import io.taskgate.callback.dispatch.ServiceClient;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.route.Target;
import io.taskgate.simulation.SimulationLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The event bus and the services behind it, which receive the gateways' requests at least once, by
/// correlation key. Services whose operation is `hang` accept connections without a response.
public final class SimulatedServices implements EventBus, ServiceClient, StatusPageClient {

    private static final Duration FAST = Duration.ofMillis(5);
    private static final Duration USUAL = Duration.ofMillis(80);
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration TRIED_FOR = Duration.ofSeconds(10);
    private static final Duration LOOKED_FOR = Duration.ofSeconds(5);
    private static final Duration LATEST_COPY = Duration.ofSeconds(20);

    private final SimulatedScheduler scheduler;
    private final SimulatedFaultSchedule faults;
    private final SimulationLog log;
    private final Map<String, List<JsonNode>> requests = new LinkedHashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final Set<String> contested = new HashSet<>();
    private final Map<String, Supplier<JsonNode>> pages = new HashMap<>();
    private final Map<String, SimulatedScheduler.Signal> arrived = new LinkedHashMap<>();

    SimulatedServices(SimulatedScheduler scheduler, SimulatedFaultSchedule faults, SimulationLog log) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.log = log;
    }

    /// Returns the requests that have arrived for a key, in order, possibly with duplicates.
    public List<JsonNode> requests(String correlationKey) {
        return requests.getOrDefault(correlationKey, List.of());
    }

    /// Raised when a request for the key arrives.
    SimulatedScheduler.Signal arrived(String correlationKey) {
        return arrived.computeIfAbsent(correlationKey, _ -> new SimulatedScheduler.Signal());
    }

    /// Delays the reply to the first of two concurrent requests for a key and initially rejects the second,
    /// if this fault may occur in the run.
    public void delayAndReject(String correlationKey) {
        contested.add(correlationKey);
    }

    @Override
    public DispatchResult publish(Target.Event target, JsonNode detail) {
        return send(target.detailType().equals("Task Cancelled"), detail);
    }

    @Override
    public DispatchResult send(Target.Http target, String requestId, JsonNode body) {
        if (target.url().getPath().endsWith("/hang")) {
            scheduler.sleep(TRIED_FOR);
            return new DispatchResult.Retryable("no response within 10 s");
        }
        return send(false, body);
    }

    /// Sets the content of the status page of a key, evaluated at each poll.
    public void show(String correlationKey, Supplier<JsonNode> page) {
        pages.put(correlationKey, page);
    }

    /// Selects the page by the request's ID at the end of the address, because a page belongs to one request,
    /// not to its key.
    @Override
    public Page fetch(Target.Http page) {
        scheduler.sleep(faults.between(FAST, USUAL));
        String path = page.url().getPath();
        if (path.startsWith("/hanging/")) {
            scheduler.sleep(LOOKED_FOR);
            return new Page.Unavailable("no response within 5 s");
        }
        if (faults.occurs(SimulatedFault.STATUS_PAGE_AWAY)) {
            return new Page.Unavailable("unavailable");
        }
        Supplier<JsonNode> shown = pages.get(keys.get(path.substring(path.lastIndexOf('/') + 1)));
        return shown == null ? new Page.Unavailable("no such page") : new Page.Found(shown.get());
    }

    private DispatchResult send(boolean cancels, JsonNode detail) {
        scheduler.sleep(faults.between(FAST, USUAL));
        String key = detail.path("correlationKey").asText();
        boolean first = contested.contains(key) && requests(key).isEmpty();
        boolean second = !first && contested.remove(key);
        if (faults.occurs(SimulatedFault.DISPATCH_FAILED)
                || (second && faults.occurs(SimulatedFault.DISPATCH_FAILED, 0.5))) {
            return new DispatchResult.Retryable("away");
        }
        if (!cancels) {
            arrive(detail);
            if (faults.occurs(SimulatedFault.DELIVERED_TWICE)) {
                scheduler.after(faults.between(FAST, LATEST_COPY), () -> arrive(detail));
            }
        }
        boolean slow = faults.occurs(SimulatedFault.DISPATCH_SLOW)
                || (first && faults.occurs(SimulatedFault.DISPATCH_SLOW, 1));
        scheduler.sleep(faults.between(FAST, slow ? SLOW : USUAL));
        return faults.occurs(SimulatedFault.DISPATCH_REPLY_LOST)
                ? new DispatchResult.Retryable("connection reset")
                : new DispatchResult.Accepted();
    }

    /// Records that a request has arrived at its service.
    public void arrive(JsonNode detail) {
        String key = detail.path("correlationKey").asText();
        keys.put(detail.path("requestId").asText(), key);
        requests.computeIfAbsent(key, _ -> new ArrayList<>()).add(detail);
        arrived(key).raise();
        log.add("service", key + ": request " + detail.path("requestId").asText());
    }
}
