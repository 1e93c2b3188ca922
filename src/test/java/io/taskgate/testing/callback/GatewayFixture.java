package io.taskgate.testing.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatCache;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.MeteredLedger;
import io.taskgate.callback.ledger.Transitions;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.link.CallbackAddress;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.model.Answer;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.model.CallbackState;
import io.taskgate.callback.model.Outcome;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.operator.OperatorService;
import io.taskgate.callback.probe.StatusProber;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.RegistrationResult;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.callback.registration.RegistrationWriter;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.settlement.SettlementResult;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.MeteredStepFunctions;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.sweep.CallbackSweeper;
import io.taskgate.callback.sweep.DueCallbackProcessor;
import io.taskgate.callback.sweep.IndexLease;
import io.taskgate.callback.sweep.SweepMetrics;
import io.taskgate.callback.sweep.SweepRole;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.payload.json.Json;
import io.taskgate.payload.json.JsonText;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.ClockHealth;
import io.taskgate.runtime.CorrectedClock;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The callback services with fakes of all ports. A [#replica()] is another process with the same ledger and
/// the same Step Functions.
///
/// All routes belong to the service `orders`: `approve` (event), `watch` (event, heartbeat 30 s, time-out 1
/// h), `probe` (event, status page, heartbeat 60 s), `ship` (HTTP), `reject` and `fail` (both boundaries have
/// a budget of 2 KiB, and reject or fail), `trim` (its shape selects `$.a` of request and result), `merge`
/// and `merge-refuse` (the result is merged into the input as `$.approval`, up to Step Functions' own limit;
/// larger results are checked in or rejected), `limit` (2 KiB are checked in, 4 KiB are rejected as a request
/// and fail as a result).
public final class GatewayFixture {

    public static final String TENANT = "test";
    public static final String PRINCIPAL = "key:test";
    public static final String EXECUTION = "arn:aws:states:eu-central-1:123456789012:execution:machine:run";
    public static final VaultKeys VAULT_KEYS = new VaultKeys("v1", Map.of("v1", new byte[32]));
    public static final CallbackIdFactory IDS = new CallbackIdFactory(new CallbackIdKey(new byte[32]));
    public static final LinkSigningKeys LINK_KEYS = new LinkSigningKeys(
            "l1", Map.of("l1", new byte[32]), URI.create("https://gate.example"), Duration.ofDays(7));

    /// More than any test sends, so that no call waits.
    private static final SendTaskRateLimiter.Limits LIMITS = new SendTaskRateLimiter.Limits(1_000_000, 1_000_000, 1);

    /// Simulates the death of the process.
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public final MeterRegistry meters = new SimpleMeterRegistry();
    public final InMemoryLedger ledger;
    public final MutableClock clock;
    public final FakeStepFunctions stepFunctions;
    public final FakeEventBus bus;
    public final FakeServiceClient services;
    public final InMemoryPayloadStore store;
    public final FakeSleeper pauses;
    public final TokenVault vault = new TokenVault(VAULT_KEYS);
    public final LinkSigner links;
    public final SendTaskRateLimiter quota;
    public final HeartbeatCache beats = new HeartbeatCache();
    public final OutcomeReporter reporter;
    public final Reconciler reconciler;
    final RequestDispatcher dispatcher;
    public final RegistrationService register;
    public final ImmediateSettlement immediate;
    public final SettlementService settle;
    public final HeartbeatService heartbeat;
    public final TaskCloser closer;
    public final HeartbeatFlusher beatRound;
    public final FakeStatusPageClient pages = new FakeStatusPageClient();
    public final StatusProber prober;
    public final DueCallbackProcessor processor;
    public final CallbackSweeper sweep;
    public final OperatorService operate;
    public volatile boolean clockTrusted = true;

    /// The clock of this process, which tests may correct by AWS's replies.
    public final CorrectedClock time;

    private volatile FailPoint.@Nullable Step killAt;

    public GatewayFixture() {
        this(LIMITS);
    }

    public GatewayFixture(SendTaskRateLimiter.Limits limits) {
        this(
                limits,
                new InMemoryLedger(),
                new MutableClock(),
                new FakeStepFunctions(),
                new FakeEventBus(),
                new FakeServiceClient(),
                new InMemoryPayloadStore());
    }

    /// A gateway over another ledger than the one in memory, which stays empty.
    public static GatewayFixture over(Ledger stored) {
        return new GatewayFixture(
                LIMITS,
                new InMemoryLedger(),
                stored,
                new MutableClock(),
                new FakeStepFunctions(),
                new FakeEventBus(),
                new FakeServiceClient(),
                new InMemoryPayloadStore(),
                false);
    }

    private GatewayFixture(
            SendTaskRateLimiter.Limits limits,
            InMemoryLedger ledger,
            MutableClock machine,
            FakeStepFunctions stepFunctions,
            FakeEventBus bus,
            FakeServiceClient services,
            InMemoryPayloadStore store) {
        this(limits, ledger, ledger, machine, stepFunctions, bus, services, store, false);
    }

    private GatewayFixture(
            SendTaskRateLimiter.Limits limits,
            InMemoryLedger ledger,
            Ledger stored,
            MutableClock machine,
            FakeStepFunctions stepFunctions,
            FakeEventBus bus,
            FakeServiceClient services,
            InMemoryPayloadStore store,
            boolean sharesIndex) {
        this.ledger = ledger;
        this.clock = machine;
        this.stepFunctions = stepFunctions;
        this.bus = bus;
        this.services = services;
        this.store = store;
        pauses = new FakeSleeper();
        ClockHealth clockHealth = () -> clockTrusted;
        time = new CorrectedClock(machine, machine::nanoTime);
        Clock clock = time;
        quota = new SendTaskRateLimiter(limits, pauses, meters);
        RouteRegistry routes = FixtureRoutes.routes();
        UpcomingCallbacks upcoming = new UpcomingCallbacks();
        Ledger counted = new MeteredLedger(stored, upcoming, routes, meters);
        StepFunctions countedCalls = new MeteredStepFunctions(stepFunctions, meters);
        FailPoint failPoint = this::reached;
        links = new LinkSigner(LINK_KEYS, clock);
        reporter = new OutcomeReporter(countedCalls, quota, beats, counted, vault, store, failPoint, pauses, clock);
        reconciler = new Reconciler(countedCalls, counted, vault, store, clock);
        dispatcher = new RequestDispatcher(routes, bus, services, store, links, counted, failPoint, pauses, clock);
        AnswerBoundary boundary = new AnswerBoundary(routes, store, clock);
        RegistrationWriter writer = new RegistrationWriter(
                boundary, counted, vault, dispatcher, reporter, reconciler, failPoint, clock, IDS);
        register = new RegistrationService(routes, store, writer, clockHealth, clock);
        immediate = new ImmediateSettlement(routes, writer, clockHealth, clock);
        settle = new SettlementService(boundary, counted, reporter, failPoint, clock, IDS);
        closer = new TaskCloser(beats, counted, dispatcher, clock);
        heartbeat = new HeartbeatService(countedCalls, quota, beats, counted, vault, closer, clockHealth, clock, IDS);
        beatRound = new HeartbeatFlusher(heartbeat, closer, beats, counted, clockHealth, clock, pauses);
        prober = new StatusProber(routes, pages, settle, heartbeat, pauses, clock);
        SweepMetrics sweepMetrics = new SweepMetrics(meters);
        processor = new DueCallbackProcessor(
                counted, dispatcher, reporter, reconciler, prober, heartbeat, clockHealth, pauses, clock, sweepMetrics);
        SweepRole role = sharesIndex ? new IndexLease(counted, pauses) : SweepRole.ALWAYS;
        sweep = new CallbackSweeper(
                counted, processor, reporter, clockHealth, pauses, clock, role, upcoming, sweepMetrics);
        operate = new OperatorService(counted, dispatcher, reporter, reconciler, clock);
    }

    /// Creates another process on a separate machine.
    public GatewayFixture replica(MutableClock machine) {
        return new GatewayFixture(LIMITS, ledger, machine, stepFunctions, bus, services, store);
    }

    /// Another process, which reads the index only while it is its turn, as in production.
    public GatewayFixture sharingReplica() {
        return new GatewayFixture(LIMITS, ledger, ledger, clock, stepFunctions, bus, services, store, true);
    }

    public GatewayFixture replica() {
        return new GatewayFixture(LIMITS, ledger, clock, stepFunctions, bus, services, store);
    }

    /// Kills the process when it next reaches a fail point.
    public void killAt(FailPoint.Step step) {
        killAt = step;
    }

    private void reached(FailPoint.Step step) {
        if (step == killAt) {
            killAt = null;
            throw new Killed();
        }
    }

    /// Runs the sweep for a period: once every second.
    public void sweepFor(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(1));
            pauses.advance(Duration.ofSeconds(1));
            sweepOnce();
            awaitReports();
        }
    }

    /// Runs one sweep and waits for all the work that it started.
    public boolean sweepOnce() {
        boolean cutOff = sweep.sweep();
        awaitBegun();
        return cutOff;
    }

    /// Processes one record and waits for all the work that this started.
    public void process(CallbackId id) {
        processor.process(id);
        awaitBegun();
    }

    public void awaitBegun() {
        while (!sweep.isIdle()) {
            Thread.onSpinWait();
        }
    }

    /// Waits until no report of this process is in flight.
    private void awaitReports() {
        ledger.list(new Ledger.Filter(CallbackState.SETTLING, null, null), 1000, null)
                .callbacks()
                .forEach(settling -> {
                    while (reporter.isInFlight(settling)) {
                        Thread.onSpinWait();
                    }
                });
    }

    public Callback current(CallbackId id) {
        return ledger.find(id).orElseThrow();
    }

    /// Registers a token for `approve` and a key, which must be accepted.
    public Callback registered(String token, String key) {
        return accepted(TestRegistrations.of(token, "approve", key));
    }

    public Callback accepted(TestRegistrations registration) {
        RegistrationResult registered = register.register(registration.build());
        if (registered instanceof RegistrationResult.Accepted(Callback callback, var _)) {
            return callback;
        }
        throw new AssertionError("Unexpected result: " + registered);
    }

    public SettlementResult succeed(String key, String json) {
        return settle.settle(key("approve", key), new Answer.Success(text(json)));
    }

    public SettlementResult fail(String key, String error, @Nullable String cause) {
        return settle.settle(key("approve", key), new Answer.Failure(error, cause));
    }

    /// Creates a record with a committed outcome that this test reports: fence 1, with a held lease.
    public Callback settling(String token, String key, String json) {
        Callback pending = registered(token, key);
        return committed(pending, json);
    }

    public Callback committed(Callback pending, String json) {
        Answer answer = new Answer.Success(text(json));
        Outcome outcome = Outcome.success(
                new io.taskgate.payload.claimcheck.Payload.Inline(Json.bytes(json(json))),
                answer.digest(),
                "op-" + pending.id() + pending.generation(),
                clock.instant());
        Ledger.Write write =
                ledger.apply(pending.id(), Transitions.settle(pending.generation(), outcome, clock.instant()));
        return ((Ledger.Write.Applied) write).callback();
    }

    public static CallbackAddress.ByKey key(String operation, String key) {
        return new CallbackAddress.ByKey(TENANT, "orders", operation, key);
    }

    public static CallbackAddress.ById id(CallbackId id) {
        return new CallbackAddress.ById(id, callback -> true);
    }

    /// Creates a fixture with `taskgate.links.strict`.
    public static CallbackAddress.ByLink strictLink(CallbackId id, long generation) {
        return new CallbackAddress.ByLink(
                id,
                new LinkSigner.Claim(
                        generation, "orders", id.equals(idOf("watch", "order-1")) ? "watch" : "approve", true));
    }

    public static CallbackAddress.ByLink link(CallbackId id, long generation) {
        return new CallbackAddress.ByLink(id, new LinkSigner.Claim(generation, "orders", "approve"));
    }

    public static CallbackId idOf(String operation, String key) {
        return IDS.ofCorrelation(TENANT, "orders", operation, key);
    }

    public static TaskToken token(String text) {
        return TaskToken.of(text);
    }

    public static JsonNode json(String text) {
        try {
            return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonText text(String text) {
        return JsonText.of(json(text));
    }

    /// Creates JSON that is slightly larger than a number of bytes.
    public static JsonNode large(int bytes) {
        return JsonNodeFactory.instance.objectNode().put("a", "x".repeat(bytes));
    }
}
