package io.taskgate.simulation.world;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.taskgate.ShutdownProcedure;
import io.taskgate.aws.sqs.SqsConnector;
import io.taskgate.aws.sqs.SqsQueueClient;
import io.taskgate.batch.BatchService;
import io.taskgate.batch.drive.BatchSweeper;
import io.taskgate.batch.ledger.BatchLedger;
import io.taskgate.batch.request.BatchPolicy;
import io.taskgate.batch.request.RunnerLinkSigner;
import io.taskgate.batch.runner.ActiveBatches;
import io.taskgate.batch.runner.BatchMetrics;
import io.taskgate.batch.runner.ParentTask;
import io.taskgate.batch.runner.RunnerCompletionHandler;
import io.taskgate.batch.runner.RunnerExecutions;
import io.taskgate.batch.source.SourceStore;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatCache;
import io.taskgate.callback.heartbeat.HeartbeatFlusher;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.MeteredLedger;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.probe.StatusProber;
import io.taskgate.callback.registration.ImmediateSettlement;
import io.taskgate.callback.registration.RegistrationService;
import io.taskgate.callback.registration.RegistrationWriter;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
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
import io.taskgate.event.CallbackEventConsumer;
import io.taskgate.event.EventIntake;
import io.taskgate.event.unmatched.StrayEventStore;
import io.taskgate.payload.spool.SpoolFactory;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.CorrectedClock;
import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.event.SimulatedQueue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/// One gateway of the simulation: the production classes on simulated ports, on its own host, with the routes
/// of [SimulatedRoutes].
public final class SimulatedGateway {

    private static final Logger LOG = Logger.getLogger(SimulatedGateway.class);

    public static final String TENANT = EventIntake.TENANT;
    public static final CallbackIdFactory IDS = new CallbackIdFactory(new CallbackIdKey(new byte[32]));

    private static final Duration ROUND = Duration.ofSeconds(1);

    /// The shutdown times of production for the requests in flight and for all other work.
    private static final Duration REQUESTS = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofSeconds(10);

    /// The SendTask quotas of a small AWS region.
    private static final SendTaskRateLimiter.Limits LIMITS = new SendTaskRateLimiter.Limits(800, 60, 0.3);

    private static final BatchPolicy POLICY =
            new BatchPolicy(5, 100_000, 100, 0.000_025, 800, 150, Duration.ofSeconds(30), Set.of());
    private static final int SPOOL = 1 << 20;
    private static final SmallRyeConfig CHANNEL = new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of("queue", SimulatedQueue.NAME), "channel", 100))
            .build();

    private final SimulatedHost host;
    private final SimulatedClock clock;
    private final HeartbeatFlusher beatRound;
    private final CallbackSweeper sweep;
    private final BatchSweeper batchSweep;
    final LinkSigner links;
    final RegistrationService register;
    final SettlementService settle;
    final HeartbeatService heartbeat;
    final BatchService batches;
    private final CallbackEventConsumer intake;
    private final SqsConnector events;
    private final ShutdownProcedure shutdown;
    private volatile boolean ending;

    /// The components that all gateways share.
    ///
    /// @param services the event bus and the services that are called by HTTP
    record Shared(
            SimulatedLedger ledger,
            BatchLedger batches,
            StepFunctions stepFunctions,
            RunnerExecutions runners,
            SimulatedServices services,
            SimulatedStore store,
            SourceStore sources,
            SimulatedQueue queue,
            StrayEventStore strays) {}

    SimulatedGateway(SimulatedHost host, SimulatedClock clock, Shared shared, FailPoint failPoint) {
        this.host = host;
        this.clock = clock;
        CorrectedClock time = new CorrectedClock(clock, clock::nanoTime);
        host.keepsTime(time);
        MeterRegistry meters = new SimpleMeterRegistry();
        RouteRegistry routes = SimulatedRoutes.registry();
        SimulatedServices services = shared.services();
        SimulatedStore store = shared.store();
        UpcomingCallbacks upcoming = new UpcomingCallbacks();
        Ledger ledger = new MeteredLedger(shared.ledger(), upcoming, routes, meters);
        StepFunctions stepFunctions = new MeteredStepFunctions(shared.stepFunctions(), meters);
        TokenVault vault = new TokenVault(new VaultKeys("v1", Map.of("v1", new byte[32])));
        HeartbeatCache beats = new HeartbeatCache();
        SendTaskRateLimiter quota = new SendTaskRateLimiter(LIMITS, clock, meters);
        links = new LinkSigner(
                new LinkSigningKeys(
                        "l1", Map.of("l1", new byte[32]), URI.create("https://gate.example"), Duration.ofDays(7)),
                time);
        OutcomeReporter reporter =
                new OutcomeReporter(stepFunctions, quota, beats, ledger, vault, store, failPoint, clock, time);
        Reconciler reconciler = new Reconciler(stepFunctions, ledger, vault, store, time);
        RequestDispatcher dispatcher =
                new RequestDispatcher(routes, services, services, store, links, ledger, failPoint, clock, time);
        AnswerBoundary boundary = new AnswerBoundary(routes, store, time);
        RegistrationWriter writer =
                new RegistrationWriter(boundary, ledger, vault, dispatcher, reporter, reconciler, failPoint, time, IDS);
        register = new RegistrationService(routes, store, writer, time, time);
        settle = new SettlementService(boundary, ledger, reporter, failPoint, time, IDS);
        TaskCloser closer = new TaskCloser(beats, ledger, dispatcher, time);
        heartbeat = new HeartbeatService(stepFunctions, quota, beats, ledger, vault, closer, time, time, IDS);
        beatRound = new HeartbeatFlusher(heartbeat, closer, beats, ledger, time, time, clock);
        StatusProber prober = new StatusProber(routes, services, settle, heartbeat, clock, time);
        SweepMetrics sweepMetrics = new SweepMetrics(meters);
        DueCallbackProcessor processor = new DueCallbackProcessor(
                ledger, dispatcher, reporter, reconciler, prober, heartbeat, time, clock, time, sweepMetrics);
        SweepRole role = new IndexLease(ledger, clock);
        sweep = new CallbackSweeper(ledger, processor, reporter, time, clock, time, role, upcoming, sweepMetrics);
        BatchLedger batchLedger = shared.batches();
        BatchMetrics batchMetrics = new BatchMetrics(meters, time);
        SourceStore objects = shared.sources();
        ActiveBatches active = new ActiveBatches();
        RunnerLinkSigner runnerLinks = new RunnerLinkSigner(links);
        ParentTask parent = new ParentTask(ledger, heartbeat, settle);
        RunnerCompletionHandler runnerEnds =
                new RunnerCompletionHandler(batchLedger, shared.runners(), store, active, batchMetrics);
        batchSweep = new BatchSweeper(
                batchLedger,
                shared.runners(),
                objects,
                store,
                new SpoolFactory(Path.of(System.getProperty("java.io.tmpdir")), SPOOL),
                runnerEnds,
                active,
                parent,
                runnerLinks,
                batchMetrics,
                POLICY,
                role,
                time,
                clock);
        batches = new BatchService(
                batchLedger, objects, store, register, parent, batchSweep, runnerLinks, batchMetrics, POLICY, time);
        intake = EventIntake.of(
                new EventIntake.Parts(
                        routes,
                        ledger,
                        batchLedger,
                        register,
                        new ImmediateSettlement(routes, writer, time, time),
                        settle,
                        heartbeat,
                        closer,
                        links,
                        runnerLinks,
                        runnerEnds,
                        shared.strays()),
                time,
                meters);
        events = new SqsConnector(new SqsQueueClient(shared.queue(), meters), clock);
        shutdown = new ShutdownProcedure(sweep, beatRound, batchSweep, events, reporter);
    }

    SimulatedHost host() {
        return host;
    }

    SimulatedClock clock() {
        return clock;
    }

    /// Starts the jobs that production's scheduler runs.
    void start() {
        host.start("sweep", () -> everySecond(this::sweepAll));
        host.start("batches", () -> everySecond(batchSweep::sweep));
        host.start("beats", () -> everySecond(beatRound::flushDue));
        host.start("events", () -> events.getPublisher(CHANNEL).subscribe(new EventSubscriber(intake)));
    }

    /// Processes each message on its own thread, as production does.
    private record EventSubscriber(CallbackEventConsumer intake) implements Flow.Subscriber<Message<?>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        @SuppressWarnings("unchecked") // the connector's messages are texts
        public void onNext(Message<?> message) {
            Thread.ofVirtual().name("event").start(() -> intake.consume((Message<String>) message));
        }

        @Override
        public void onError(Throwable failure) {
            LOG.error("The channel of events failed.", failure);
        }

        @Override
        public void onComplete() {
            LOG.error("The channel of events ended.");
        }
    }

    /// Shuts down as production does after SIGTERM: first accepts requests for a while because load balancers
    /// react late, then finishes the requests in flight, and then stops its components. Must run on its own
    /// thread.
    void end(Duration stillCalled) {
        try {
            clock.sleep(stillCalled);
            host.refuse();
            host.awaitRequests(REQUESTS);
            ending = true;
            shutdown.end(clock, GRACE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Unexpected interrupt.", e);
        }
    }

    private void sweepAll() {
        boolean more = true;
        while (more && !ending) {
            more = sweep.sweep();
        }
    }

    private void everySecond(Runnable job) {
        while (!ending) {
            try {
                clock.sleep(ROUND);
                job.run();
            } catch (Ledger.LedgerUnavailableException _) {
                // The next run of the job retries, as in production.
            } catch (RuntimeException e) {
                // Production's scheduler logs the error as well.
                LOG.errorf(e, "A scheduled job failed.");
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
