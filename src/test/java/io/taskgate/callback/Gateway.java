package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.payload.boundary.Boundary;
import io.taskgate.payload.boundary.Budget;
import io.taskgate.payload.boundary.HardLimit;
import io.taskgate.payload.boundary.Headroom;
import io.taskgate.payload.boundary.OverBudgetAction;
import io.taskgate.payload.boundary.ResultPath;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
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
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The verbs, wired with fakes. A [#replica()] is another process over the same ledger and the same Step
/// Functions.
///
/// Its routes are all of the service `orders`: `approve` (event, nothing watched), `watch` (event, heartbeat 30
/// s, time-out 1 h), `probe` (event, a status page, heartbeat 60 s), `ship` (HTTP), `refuse` and `fail` (both
/// boundaries hold 2 KiB, and refuse or fail), `trim` (its shape wants `$.a` of request and result), `merge`
/// and
/// `merge-refuse` (the result goes into the input as `$.approval`, up to Step Functions' own limit; checked in
/// or refused beyond), `limit` (2 KiB checked in, 4 KiB refused as a request and failing as a result).
final class Gateway {

    static final String TENANT = "test";
    static final String PRINCIPAL = "key:test";
    static final String EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:machine:run";
    static final VaultKeys VAULT_KEYS = new VaultKeys("v1", Map.of("v1", new byte[32]));
    static final CallbackIdFactory IDS = new CallbackIdFactory(new CallbackIdKey(new byte[32]));
    static final LinkKeys LINK_KEYS =
            new LinkKeys("l1", Map.of("l1", new byte[32]), URI.create("https://gate.example"), Duration.ofDays(7));

    /// More than any test sends: none waits for a turn.
    private static final Quota.Limits LIMITS = new Quota.Limits(1_000_000, 1_000_000, 1);

    private static final Service ORDERS =
            new Service("orders", URI.create("http://orders.internal:8080"), new ServiceAuth.None(), null);

    /// The process dies here.
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final MeterRegistry meters = new SimpleMeterRegistry();
    final InMemoryLedger ledger;
    final MutableClock clock;
    final FakeStepFunctions stepFunctions;
    final FakeEventBus bus;
    final FakeServiceClient services;
    final InMemoryPayloadStore store;
    final FakePauses pauses;
    final TokenVault vault = new TokenVault(VAULT_KEYS);
    final Links links;
    final Quota quota;
    final Beats beats = new Beats();
    final Reporter reporter;
    final Reconciler reconciler;
    final Dispatcher dispatcher;
    final Register register;
    final Settle settle;
    final Heartbeat heartbeat;
    final BeatRound beatRound;
    final FakeStatusPages pages = new FakeStatusPages();
    final Prober prober;
    final Sweep sweep;
    final Operate operate;
    volatile boolean clockTrusted = true;
    volatile Duration clockOffset = Duration.ZERO;
    private volatile FailPoint.@Nullable Step killAt;

    Gateway() {
        this(LIMITS);
    }

    Gateway(Quota.Limits limits) {
        this(
                limits,
                new InMemoryLedger(),
                new MutableClock(),
                new FakeStepFunctions(),
                new FakeEventBus(),
                new FakeServiceClient(),
                new InMemoryPayloadStore());
    }

    private Gateway(
            Quota.Limits limits,
            InMemoryLedger ledger,
            MutableClock machine,
            FakeStepFunctions stepFunctions,
            FakeEventBus bus,
            FakeServiceClient services,
            InMemoryPayloadStore store) {
        this.ledger = ledger;
        this.clock = machine;
        this.stepFunctions = stepFunctions;
        this.bus = bus;
        this.services = services;
        this.store = store;
        pauses = new FakePauses();
        ClockHealth clockHealth = new ClockHealth() {
            @Override
            public boolean isTrusted() {
                return clockTrusted;
            }

            @Override
            public Duration offset() {
                return clockOffset;
            }
        };
        Clock clock = new CorrectedClock(machine, clockHealth);
        quota = new Quota(limits, pauses, meters);
        RouteRegistry routes = routes();
        Ledger counted = new MeteredLedger(ledger, routes, meters);
        StepFunctions countedCalls = new MeteredStepFunctions(stepFunctions, meters);
        FailPoint failPoint = this::reached;
        links = new Links(LINK_KEYS, clock);
        reporter = new Reporter(countedCalls, quota, beats, counted, vault, store, failPoint, pauses, clock);
        reconciler = new Reconciler(countedCalls, counted, vault, store, clock);
        dispatcher = new Dispatcher(routes, bus, services, store, links, counted, failPoint, pauses, clock);
        register = new Register(
                routes, store, counted, vault, dispatcher, reporter, reconciler, failPoint, clockHealth, clock, IDS);
        settle = new Settle(routes, store, counted, reporter, failPoint, clock, IDS);
        heartbeat = new Heartbeat(countedCalls, quota, beats, counted, vault, dispatcher, clockHealth, clock, IDS);
        beatRound = new BeatRound(heartbeat, beats, counted, clockHealth, clock);
        prober = new Prober(routes, pages, settle, heartbeat, pauses, clock);
        sweep = new Sweep(
                counted, dispatcher, reporter, reconciler, prober, heartbeat, clockHealth, pauses, clock, meters);
        operate = new Operate(counted, dispatcher, reporter, reconciler, clock);
    }

    /// Another process, on a machine of its own.
    Gateway replica(MutableClock machine) {
        return new Gateway(LIMITS, ledger, machine, stepFunctions, bus, services, store);
    }

    Gateway replica() {
        return new Gateway(LIMITS, ledger, clock, stepFunctions, bus, services, store);
    }

    /// The next time it gets there, the process dies.
    void killAt(FailPoint.Step step) {
        killAt = step;
    }

    private void reached(FailPoint.Step step) {
        if (step == killAt) {
            killAt = null;
            throw new Killed();
        }
    }

    /// What a replica's sweep makes of what is due within the time: looks, and every second another look.
    void sweepFor(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(1));
            pauses.advance(Duration.ofSeconds(1));
            sweepOnce();
            awaitReports();
        }
    }

    /// One round, and all that it began beside its looks.
    boolean sweepOnce() {
        boolean cutOff = sweep.sweep();
        awaitBegun();
        return cutOff;
    }

    /// One look, likewise.
    void look(CallbackId id) {
        sweep.look(id);
        awaitBegun();
    }

    void awaitBegun() {
        while (!sweep.isIdle()) {
            Thread.onSpinWait();
        }
    }

    /// Until no report of this process is at work.
    private void awaitReports() {
        ledger.list(new Ledger.Filter(State.SETTLING, null, null), 1000, null)
                .callbacks()
                .forEach(settling -> {
                    while (reporter.isAtWork(settling)) {
                        Thread.onSpinWait();
                    }
                });
    }

    Callback standing(CallbackId id) {
        return ledger.find(id).orElseThrow();
    }

    /// Registers a token for `approve` and a key, which must be taken.
    Callback registered(String token, String key) {
        return accepted(Registrations.of(token, "approve", key));
    }

    Callback accepted(Registrations registration) {
        Registered registered = register.register(registration.build());
        if (registered instanceof Registered.Accepted(Callback callback)) {
            return callback;
        }
        throw new AssertionError("it was " + registered);
    }

    Settled succeed(String key, String json) {
        return settle.settle(key("approve", key), new Answer.Success(text(json)));
    }

    Settled fail(String key, String error, @Nullable String cause) {
        return settle.settle(key("approve", key), new Answer.Failure(error, cause));
    }

    /// A record whose outcome is committed and whose reporter is this test: fence 1, held.
    Callback settling(String token, String key, String json) {
        Callback pending = registered(token, key);
        return committed(pending, json);
    }

    Callback committed(Callback pending, String json) {
        Answer answer = new Answer.Success(text(json));
        Outcome outcome = Outcome.success(
                new io.taskgate.payload.claimcheck.Payload.Inline(Json.bytes(json(json))),
                answer.digest(),
                "op-" + pending.id() + pending.generation(),
                clock.instant());
        Ledger.Write write =
                ledger.apply(pending.id(), Transitions.settle(pending.generation(), outcome, clock.instant()));
        return ((Ledger.Write.Written) write).now();
    }

    static Address.ByKey key(String operation, String key) {
        return new Address.ByKey(TENANT, "orders", operation, key);
    }

    static Address.ById id(CallbackId id) {
        return new Address.ById(id, callback -> true);
    }

    /// Of a gateway with `taskgate.links.strict`.
    static Address.ByLink strictLink(CallbackId id, long generation) {
        return new Address.ByLink(
                id,
                new Links.Claim(generation, "orders", id.equals(idOf("watch", "order-1")) ? "watch" : "approve", true));
    }

    static Address.ByLink link(CallbackId id, long generation) {
        return new Address.ByLink(id, new Links.Claim(generation, "orders", "approve"));
    }

    static CallbackId idOf(String operation, String key) {
        return IDS.ofCorrelation(TENANT, "orders", operation, key);
    }

    static TaskToken token(String text) {
        return TaskToken.of(text);
    }

    static JsonNode json(String text) {
        try {
            return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonText text(String text) {
        return JsonText.of(json(text));
    }

    /// JSON of a little more than so many bytes.
    static JsonNode large(int bytes) {
        return JsonNodeFactory.instance.objectNode().put("a", "x".repeat(bytes));
    }

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

    private static RouteRegistry routes() {
        Boundary refusing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.REFUSE));
        Boundary failing = new Boundary(Shape.IDENTITY, new Budget(2048, 0, OverBudgetAction.FAIL));
        Boundary trimming = new Boundary(Shape.compile(json("{'OutputPath': '$.a'}")), Budget.DEFAULT);
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
                        new Boundary(Shape.compile(json("{'Output': '{% $states.input.a %}'}")), Budget.DEFAULT),
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
                new Route("orders", "refuse", event, refusing, refusing, null, null),
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
                        "merge-refuse",
                        event,
                        Boundary.DEFAULT,
                        sized(input, OverBudgetAction.REFUSE),
                        null,
                        null),
                new Route("orders", "limit", event, limited(false), limited(true), null, null),
                new Route("orders", "trim", event, trimming, trimming, null, null)));
    }
}
