package io.taskgate.simulation.world;

import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.shape.ValueExpression;
import io.taskgate.route.OutcomeMapping;
import io.taskgate.route.Route;
import io.taskgate.route.RouteRegistry;
import io.taskgate.route.Service;
import io.taskgate.route.ServiceAuth;
import io.taskgate.route.StatusProbe;
import io.taskgate.route.Target;
import io.taskgate.route.WorkRequestTemplate;
import io.taskgate.route.WorkTracking;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of every gateway. The service `orders` has `approve` (event), `watch` (event, heartbeat 20 s,
/// time-out 2 min), `patrol` (event, heartbeat 1 min), `limit` (event, time-out 30 s), `hang` (HTTP to a
/// service that does not answer, time-out 30 s) and `probed` (event, status page). The service `slow` has
/// `stuck` (event, heartbeat 20 s, a status page that hangs).
public final class SimulatedRoutes {

    public static final Duration SILENCE = Duration.ofSeconds(20);

    /// The heartbeat interval of `patrol`: long enough that a heartbeat is absorbed for longer than clocks
    /// may differ.
    private static final Duration LONG_SILENCE = Duration.ofMinutes(1);

    /// The interval between polls of a readable status page.
    public static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /// All operations, for the checker.
    public static final List<String> OPERATIONS =
            List.of("approve", "watch", "patrol", "limit", "hang", "probed", "stuck");

    static final Duration LIMIT = Duration.ofSeconds(30);

    /// The time-out that callers of `limit` and `hang` receive: the gateway keeps a quarter for itself, so
    /// that it acts before Step Functions.
    private static final Duration TOLD_LIMIT = Duration.ofMillis(22_500);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STUCK = "stuck";
    private static final Service ORDERS = service("orders");
    private static final Service SLOW = service("slow");

    private SimulatedRoutes() {}

    static RouteRegistry registry() {
        Target event = new Target.Event("default", "Task Requested");
        Target hanging = new Target.Http(ORDERS, URI.create("http://orders.internal/hang"), "POST");
        return new RouteRegistry(List.of(
                route("approve", event, null, null, null),
                route("watch", event, SILENCE, PATIENCE, null),
                route("patrol", event, LONG_SILENCE, null, null),
                route("limit", event, null, LIMIT, null),
                route("hang", hanging, null, LIMIT, null),
                route("probed", event, null, null, probe(ORDERS, "/status/")),
                route(STUCK, event, SILENCE, null, probe(SLOW, "/hanging/"))));
    }

    /// Returns the service of an operation.
    public static String serviceOf(String operation) {
        return operation.equals(STUCK) ? SLOW.name() : ORDERS.name();
    }

    /// Returns the heartbeat interval of an operation.
    static @Nullable Duration silence(String operation) {
        return switch (operation) {
            case "watch", STUCK -> SILENCE;
            case "patrol" -> LONG_SILENCE;
            default -> null;
        };
    }

    /// Returns the time-out of an operation.
    static @Nullable Duration limit(String operation) {
        return operation.equals("limit") || operation.equals("hang") ? TOLD_LIMIT : null;
    }

    private static Service service(String name) {
        return new Service(name, URI.create("http://" + name + ".internal"), new ServiceAuth.None(), null);
    }

    private static StatusProbe probe(Service service, String path) {
        OutcomeMapping reading = new OutcomeMapping(
                ValueExpression.compile("$.state"),
                Map.of("working", OutcomeMapping.Outcome.HEARTBEAT, "done", OutcomeMapping.Outcome.SUCCESS),
                ValueExpression.compile("$.error"),
                null,
                ValueExpression.compile("$.result"),
                null);
        return new StatusProbe(
                new WorkRequestTemplate(service, service.url() + path + "{requestId}", "GET"),
                LOOK_EVERY,
                LOOK_EVERY.multipliedBy(4),
                reading);
    }

    private static Route route(
            String operation,
            Target target,
            @Nullable Duration heartbeat,
            @Nullable Duration timeout,
            @Nullable StatusProbe probe) {
        return new Route(
                serviceOf(operation),
                operation,
                target,
                Boundary.DEFAULT,
                Boundary.DEFAULT,
                heartbeat,
                timeout,
                new WorkTracking(null, null, probe, null));
    }
}
