package io.taskgate.simulation.backlog;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatCache;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.callback.probe.StatusProber;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.sweep.CallbackSweeper;
import io.taskgate.callback.sweep.DueCallbackProcessor;
import io.taskgate.callback.sweep.IndexLease;
import io.taskgate.callback.sweep.SweepMetrics;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.world.SeededRandomness;
import io.taskgate.simulation.world.SimulatedClock;
import io.taskgate.simulation.world.SimulatedHost;
import io.taskgate.simulation.world.SimulatedScheduler;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// `BacklogSimulation [<answers> <replicas> <burst> <refill> <fresh answers per second>]`: drains a backlog
/// with the production sweep, report and quota while fresh answers arrive. Prints the used share of the quota
/// and the latency of fresh answers. The exit code is 1 if a goal is missed.
public final class BacklogSimulation {

    /// The goals: the minimum share of the quota, and the maximum latency of 99 % of the fresh answers.
    static final double LEAST_SHARE = 0.95;

    static final Duration MOST_FRESH = Duration.ofSeconds(10);

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int SPARE = 2;

    private final Settings settings;
    private final RandomGenerator random;
    private final SimulatedScheduler scheduler;
    private final TokenVault vault = new TokenVault(new VaultKeys("v1", Map.of("v1", new byte[32])));
    private final BacklogTable table;
    private final BacklogStepFunctions stepFunctions;
    private final List<OutcomeReporter> reporters = new ArrayList<>();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private int numbers;

    /// The workload.
    ///
    /// @param answers the number of unreported answers at the start
    /// @param replicas the number of replicas, which share the quota evenly
    /// @param burst the account's bucket size for SendTaskSuccess
    /// @param refill the account's refill rate per second
    /// @param fresh the number of fresh answers per second
    record Settings(int answers, int replicas, double burst, double refill, int fresh) {}

    /// The result.
    ///
    /// @param share the used share of the calls that the quota allows until the last answer of the backlog
    ///     arrived
    /// @param p50 the latency of fresh answers from the commit to their arrival
    /// @param calls the number of ledger calls for each answer
    record Result(
            Duration time,
            double share,
            int freshAnswers,
            Duration p50,
            Duration p99,
            Duration longest,
            long throttled,
            double calls) {

        boolean reachesItsGoals() {
            return share >= LEAST_SHARE && p99.compareTo(MOST_FRESH) < 0;
        }
    }

    private BacklogSimulation(Settings settings) {
        this.settings = settings;
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        scheduler = new SimulatedScheduler(random);
        int most =
                settings.answers() + SPARE * (int) (settings.answers() * settings.fresh() / settings.refill()) + 1_000;
        table = new BacklogTable(scheduler, random, vault, SimulatedClock.BEGINNING, most);
        stepFunctions = new BacklogStepFunctions(
                scheduler, random, settings.burst(), settings.refill(), table, settings.answers());
        for (int i = 0; i < settings.answers(); i++) {
            table.owed(numbers++);
        }
        for (int i = 0; i < settings.replicas(); i++) {
            replica(new SimulatedHost(scheduler, "gate-" + i));
        }
    }

    static Result run(Settings settings) {
        SeededRandomness.seed(1);
        try {
            return new BacklogSimulation(settings).drained();
        } finally {
            SeededRandomness.end();
        }
    }

    private void replica(SimulatedHost host) {
        SimulatedClock clock = new SimulatedClock(scheduler, Duration.ZERO, 0);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PayloadStoreProvider store = new InMemoryPayloadStore();
        RouteRegistry none = new RouteRegistry(List.of());
        CallbackIdFactory ids = new CallbackIdFactory(new CallbackIdKey(new byte[32]));
        HeartbeatCache beats = new HeartbeatCache();
        SendTaskRateLimiter quota = new SendTaskRateLimiter(
                new SendTaskRateLimiter.Limits(settings.burst(), settings.refill(), 1.0 / settings.replicas()),
                clock,
                meters);
        OutcomeReporter reporter =
                new OutcomeReporter(stepFunctions, quota, beats, table, vault, store, FailPoint.NONE, clock, clock);
        LinkSigner links = new LinkSigner(
                new LinkSigningKeys(
                        "l1", Map.of("l1", new byte[32]), URI.create("https://gate.example"), Duration.ofDays(7)),
                clock);
        RequestDispatcher dispatcher = new RequestDispatcher(
                none,
                (_, _) -> new DispatchResult.Accepted(),
                (_, _, _) -> new DispatchResult.Accepted(),
                store,
                links,
                table,
                FailPoint.NONE,
                clock,
                clock);
        SettlementService settlements = new SettlementService(
                new AnswerBoundary(none, store, clock), table, reporter, FailPoint.NONE, clock, ids);
        HeartbeatService heartbeat = new HeartbeatService(
                stepFunctions,
                quota,
                beats,
                table,
                vault,
                new TaskCloser(beats, table, dispatcher, clock),
                () -> true,
                clock,
                ids);
        StatusProber prober = new StatusProber(
                none,
                _ -> new StatusPageClient.Page.Unavailable("no status pages"),
                settlements,
                heartbeat,
                clock,
                clock);
        SweepMetrics sweepMetrics = new SweepMetrics(meters);
        CallbackSweeper sweep = new CallbackSweeper(
                table,
                new DueCallbackProcessor(
                        table,
                        dispatcher,
                        reporter,
                        new Reconciler(stepFunctions, table, vault, store, clock),
                        prober,
                        heartbeat,
                        () -> true,
                        clock,
                        clock,
                        sweepMetrics),
                reporter,
                () -> true,
                clock,
                clock,
                new IndexLease(table, clock),
                new UpcomingCallbacks(),
                sweepMetrics);
        reporters.add(reporter);
        hosts.add(host);
        host.start("sweep", () -> sweeping(sweep));
    }

    private void sweeping(CallbackSweeper sweep) {
        while (true) {
            scheduler.sleep(ROUND);
            boolean more = true;
            while (more) {
                more = sweep.sweep();
            }
        }
    }

    /// An answer that a replica has just committed and now reports.
    private void arrive() {
        int replica = random.nextInt(reporters.size());
        int number = numbers++;
        hosts.get(replica).start("answer", () -> {
            var _ = reporters.get(replica).reportAndAwait(table.fresh(number));
        });
        if (stepFunctions.drained() < settings.answers()) {
            scheduler.later(
                    Duration.ofNanos((long) (-Math.log(random.nextDouble()) * 1e9 / settings.fresh())), this::arrive);
        }
    }

    private Result drained() {
        if (settings.fresh() > 0) {
            arrive();
        }
        scheduler.run(LONGEST.toNanos(), () -> stepFunctions.drained() == settings.answers());
        if (stepFunctions.drained() < settings.answers()) {
            throw new IllegalStateException(
                    "Only " + stepFunctions.drained() + " answers were drained within " + LONGEST);
        }
        double seconds = stepFunctions.lastDrained() / 1e9;
        List<Long> fresh = stepFunctions.fresh().stream().sorted().toList();
        int sent = settings.answers() + fresh.size();
        return new Result(
                Duration.ofNanos(stepFunctions.lastDrained()),
                sent / (settings.burst() + settings.refill() * seconds),
                fresh.size(),
                at(fresh, 0.5),
                at(fresh, 0.99),
                at(fresh, 1),
                stepFunctions.throttled(),
                (double) table.calls() / sent);
    }

    private static Duration at(List<Long> sorted, double share) {
        return sorted.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size())));
    }

    private static Settings settings(String... arguments) {
        return arguments.length == 0
                ? new Settings(1_000_000, 2, 3_000, 500, 100)
                : new Settings(
                        Integer.parseInt(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Double.parseDouble(arguments[2]),
                        Double.parseDouble(arguments[3]),
                        Integer.parseInt(arguments[4]));
    }

    public static void main(String[] arguments) {
        Logger.getLogger("io.taskgate").setLevel(Level.OFF);
        Settings settings = settings(arguments);
        long from = System.nanoTime();
        Result result = run(settings);
        System.out.println(
                "| backlog | replicas | quota | fresh/s | drained after | share of the quota | fresh p50 | p99 | max |"
                        + " throttled | ledger calls per answer |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| %,d | %d | %.0f and %.0f/s | %d | %,d s | %.1f %% | %.2f s | %.2f s | %.2f s | %,d | %.1f |%n",
                settings.answers(),
                settings.replicas(),
                settings.burst(),
                settings.refill(),
                settings.fresh(),
                result.time().toSeconds(),
                100 * result.share(),
                seconds(result.p50()),
                seconds(result.p99()),
                seconds(result.longest()),
                result.throttled(),
                result.calls());
        System.out.printf(Locale.ROOT, "%d s%n", (System.nanoTime() - from) / 1_000_000_000);
        System.exit(result.reachesItsGoals() ? 0 : 1);
    }

    private static double seconds(@Nullable Duration time) {
        return time == null ? 0 : time.toNanos() / 1e9;
    }
}
