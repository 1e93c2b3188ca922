package io.taskgate.testing.callback;

import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.shape.Shape;
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

/// The routes of [GatewayFixture], each with one difference from `orders.approve`.
final class FixtureRoutes {

    private static final Service ORDERS =
            new Service("orders", URI.create("http://orders.internal:8080"), new ServiceAuth.None(), null);

    private FixtureRoutes() {}

    private static Boundary sized(Headroom headroom, OverBudgetAction overBudget) {
        return new Boundary(Shape.IDENTITY, new Budget(Budget.STATE_LIMIT, headroom, overBudget, null));
    }

    private static Boundary limited(boolean fails) {
        Headroom none = new Headroom.Fixed(0, ResultPath.REPLACES);
        return new Boundary(
                Shape.IDENTITY, new Budget(2048, none, OverBudgetAction.CHECK_IN, new HardLimit(4096, fails)));
    }

    private static StatusProbe probe() {
        OutcomeMapping reading = new OutcomeMapping(
                ValueExpression.compile("$.status"),
                Map.of(
                        "RUNNING", OutcomeMapping.Outcome.HEARTBEAT,
                        "DONE", OutcomeMapping.Outcome.SUCCESS,
                        "BROKEN", OutcomeMapping.Outcome.FAILURE),
                null,
                null,
                ValueExpression.compile("$.result"),
                ValueExpression.compile("$.percent"));
        WorkRequestTemplate page =
                new WorkRequestTemplate(ORDERS, "http://orders.internal:8080/jobs/{correlationKey}", "GET");
        return new StatusProbe(page, Duration.ofSeconds(10), Duration.ofSeconds(40), reading);
    }

    private static WorkRequestTemplate cancel() {
        return new WorkRequestTemplate(ORDERS, "http://orders.internal:8080/jobs/{correlationKey}", "DELETE");
    }

    static RouteRegistry routes() {
        Boundary refusing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.REJECT));
        Boundary failing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.FAIL));
        Boundary trimming = new Boundary(Shape.compile(GatewayFixture.json("{'OutputPath': '$.a'}")), Budget.DEFAULT);
        Headroom input = new Headroom.Input(ResultPath.parse("$.approval"));
        Target event = new Target.Event("default", "Task Requested");
        Target http = new Target.Http(ORDERS, URI.create("http://orders.internal:8080/ship"), "POST");
        return new RouteRegistry(List.of(
                new Route("orders", "approve", event, Boundary.DEFAULT, Boundary.DEFAULT, null, null),
                new Route(
                        "orders",
                        "watch",
                        event,
                        Boundary.DEFAULT,
                        Boundary.DEFAULT,
                        Duration.ofSeconds(30),
                        Duration.ofHours(1)),
                new Route(
                        "orders",
                        "probe",
                        event,
                        Boundary.DEFAULT,
                        Boundary.DEFAULT,
                        Duration.ofSeconds(60),
                        null,
                        new WorkTracking(null, null, probe(), null)),
                new Route(
                        "orders",
                        "query",
                        event,
                        Boundary.DEFAULT,
                        new Boundary(
                                Shape.compile(GatewayFixture.json("{'Output': '{% $states.input.a %}'}")),
                                Budget.DEFAULT),
                        Duration.ofSeconds(60),
                        null,
                        new WorkTracking(null, null, probe(), null)),
                new Route("orders", "ship", http, Boundary.DEFAULT, Boundary.DEFAULT, null, null),
                new Route(
                        "orders",
                        "cancellable",
                        http,
                        Boundary.DEFAULT,
                        Boundary.DEFAULT,
                        null,
                        null,
                        new WorkTracking(null, null, null, cancel())),
                new Route("orders", "reject", event, refusing, refusing, null, null),
                new Route("orders", "fail", event, failing, failing, null, null),
                new Route(
                        "orders",
                        "merge",
                        event,
                        Boundary.DEFAULT,
                        sized(input, OverBudgetAction.CHECK_IN),
                        null,
                        null),
                new Route(
                        "orders",
                        "merge-reject",
                        event,
                        Boundary.DEFAULT,
                        sized(input, OverBudgetAction.REJECT),
                        null,
                        null),
                new Route("orders", "limit", event, limited(false), limited(true), null, null),
                new Route("orders", "trim", event, trimming, trimming, null, null)));
    }
}
