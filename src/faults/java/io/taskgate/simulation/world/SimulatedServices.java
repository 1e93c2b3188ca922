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

/// The bus and the services behind it: what gateways send to them, at least once, by correlation key. Services
/// whose operation is called `hang` take connections and do not answer.
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

    /// The requests that have arrived for a key, in order; one may be there twice.
    public List<JsonNode> requests(String correlationKey) {
        return requests.getOrDefault(correlationKey, List.of());
    }

    /// Raised whenever a request for the key arrives.
    SimulatedScheduler.Signal arrived(String correlationKey) {
        return arrived.computeIfAbsent(correlationKey, _ -> new SimulatedScheduler.Signal());
    }

    /// Two requests for a key are sent at once: where such things happen in this run, the first one's reply comes late,
    /// and the second one is not taken at first.
    public void contest(String correlationKey) {
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
            return new DispatchResult.Retryable("no answer in 10 s");
        }
        return send(false, body);
    }

    /// What the status page of the work for a key shows from now on, each time it is looked at.
    public void show(String correlationKey, Supplier<JsonNode> page) {
        pages.put(correlationKey, page);
    }

    /// By the request's id, which the address ends with: a page is of one piece of work, not of its key.
    @Override
    public Page fetch(Target.Http page) {
        scheduler.sleep(faults.between(FAST, USUAL));
        String path = page.url().getPath();
        if (path.startsWith("/hanging/")) {
            scheduler.sleep(LOOKED_FOR);
            return new Page.Unavailable("no answer in 5 s");
        }
        if (faults.occurs(SimulatedFault.STATUS_PAGE_AWAY)) {
            return new Page.Unavailable("away");
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

    /// A request is with its service.
    public void arrive(JsonNode detail) {
        String key = detail.path("correlationKey").asText();
        keys.put(detail.path("requestId").asText(), key);
        requests.computeIfAbsent(key, _ -> new ArrayList<>()).add(detail);
        arrived(key).raise();
        log.add("service", key + ": request " + detail.path("requestId").asText());
    }
}
