package io.taskgate.callback.sweep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taskgate.callback.dispatch.DispatchResult;
import io.taskgate.callback.dispatch.RequestDispatcher;
import io.taskgate.callback.heartbeat.HeartbeatCache;
import io.taskgate.callback.heartbeat.HeartbeatService;
import io.taskgate.callback.identity.CallbackIdFactory;
import io.taskgate.callback.identity.CallbackIdKey;
import io.taskgate.callback.ledger.Ledger;
import io.taskgate.callback.ledger.UpcomingCallbacks;
import io.taskgate.callback.link.LinkSigner;
import io.taskgate.callback.link.LinkSigningKeys;
import io.taskgate.callback.model.TaskToken;
import io.taskgate.callback.probe.StatusPageClient;
import io.taskgate.callback.probe.StatusProber;
import io.taskgate.callback.report.OutcomeReporter;
import io.taskgate.callback.report.Reconciler;
import io.taskgate.callback.settlement.AnswerBoundary;
import io.taskgate.callback.settlement.SettlementService;
import io.taskgate.callback.settlement.TaskCloser;
import io.taskgate.callback.stepfunctions.SendTaskRateLimiter;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.callback.vault.TokenVault;
import io.taskgate.callback.vault.VaultKeys;
import io.taskgate.payload.claimcheck.PayloadStoreProvider;
import io.taskgate.route.RouteRegistry;
import io.taskgate.runtime.FailPoint;
import io.taskgate.testing.payload.InMemoryPayloadStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs the production sweep over millions of simulated records in simulated time (`docs/scale.md`).
///
/// ```
/// ./mvnw -q -B test-compile exec:exec@scale
/// ```
public final class ScaleSimulation {

    private static final CallbackIdFactory IDS = new CallbackIdFactory(new CallbackIdKey(new byte[32]));
    private static final Instant START = Instant.parse("2026-08-01T00:00:00Z");
    private static final int RECORDS = 5_000_000;
    private static final int DEATHS_A_SECOND = 50;

    /// The write units of an update: most records have two to three KiB.
    private static final int WRITE_UNITS = 3;

    /// The write units of a moved index entry: one delete and one put.
    private static final int INDEX_UNITS = 2;

    private final ScaleTable table;
    private final List<ScaleProcess> processes = new ArrayList<>();
    private final List<CallbackSweeper> sweeps = new ArrayList<>();
    private final Random random = new Random(1);

    /// The replicas whose round was cut off at its end: they start the next round without a pause.
    private final boolean[] hasMore;

    private ScaleSimulation(int replicas, int interval) {
        TokenVault vault = new TokenVault(new VaultKeys("v1", Map.of("v1", new byte[32])));
        table = new ScaleTable(RECORDS, interval, START, vault);
        hasMore = new boolean[replicas];
        Map<String, Ledger.ShardOwner> holders = ScaleLedger.nobody();
        for (int i = 0; i < replicas; i++) {
            ScaleProcess process = new ScaleProcess(START);
            processes.add(process);
            sweeps.add(sweep(process, new ScaleLedger(table, process, holders), vault));
        }
    }

    private static CallbackSweeper sweep(ScaleProcess process, Ledger ledger, TokenVault vault) {
        AcceptingStepFunctions stepFunctions = new AcceptingStepFunctions();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PayloadStoreProvider store = new InMemoryPayloadStore();
        SendTaskRateLimiter quota =
                new SendTaskRateLimiter(new SendTaskRateLimiter.Limits(1e9, 1e9, 1), process, meters);
        HeartbeatCache beats = new HeartbeatCache();
        OutcomeReporter reporter = new OutcomeReporter(
                stepFunctions, quota, beats, ledger, vault, store, FailPoint.NONE, process, process);
        LinkSigner links = new LinkSigner(
                new LinkSigningKeys(
                        "l1", Map.of("l1", new byte[32]), URI.create("https://gate.example"), Duration.ofDays(7)),
                process);
        RequestDispatcher dispatcher = new RequestDispatcher(
                new RouteRegistry(List.of()),
                (target, detail) -> new DispatchResult.Accepted(),
                (target, requestId, body) -> new DispatchResult.Accepted(),
                store,
                links,
                ledger,
                FailPoint.NONE,
                process,
                process);
        Reconciler reconciler = new Reconciler(stepFunctions, ledger, vault, store, process);
        RouteRegistry none = new RouteRegistry(List.of());
        SettlementService settlements = new SettlementService(
                new AnswerBoundary(none, store, process), ledger, reporter, FailPoint.NONE, process, IDS);
        TaskCloser closer = new TaskCloser(beats, ledger, dispatcher, process);
        HeartbeatService heartbeat =
                new HeartbeatService(stepFunctions, quota, beats, ledger, vault, closer, () -> true, process, IDS);
        StatusPageClient noPages = page -> new StatusPageClient.Page.Unavailable("no status pages");
        StatusProber prober = new StatusProber(none, noPages, settlements, heartbeat, process, process);
        SweepMetrics sweepMetrics = new SweepMetrics(meters);
        DueCallbackProcessor processor = new DueCallbackProcessor(
                ledger,
                dispatcher,
                reporter,
                reconciler,
                prober,
                heartbeat,
                () -> true,
                process,
                process,
                sweepMetrics);
        return new CallbackSweeper(
                ledger,
                processor,
                reporter,
                () -> true,
                process,
                process,
                new IndexLease(ledger, process),
                new UpcomingCallbacks(),
                sweepMetrics);
    }

    public static void main(String[] arguments) {
        Logger.getLogger("io.taskgate").setLevel(Level.SEVERE);
        System.out.println(
                "| pending | heartbeat | replicas | records/s | reads/s | writes/s | write units/s | late p50 | p99 | max |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        new ScaleSimulation(1, 3600).steady(3600, 600);
        new ScaleSimulation(2, 3600).steady(3600, 600);
        new ScaleSimulation(4, 600).steady(600, 600);
        System.out.println();
        System.out.println("| after one hour without the ledger | heartbeat | replicas | caught up after |");
        System.out.println("|---|---|---|---|");
        new ScaleSimulation(2, 3600).outage(3600);
        new ScaleSimulation(4, 3600).outage(3600);
        System.exit(0);
    }

    /// Simulates workers that end at random times, whose time-outs the sweep must detect.
    private void steady(int interval, int seconds) {
        int second = 0;
        for (; second < seconds; second++) {
            for (int i = 0; i < DEATHS_A_SECOND; i++) {
                table.die(random.nextInt(RECORDS), second);
            }
            round(second);
        }
        Counts before = counts();
        // their missing heartbeats become visible after an interval
        for (; second < interval + seconds; second++) {
            round(second);
        }
        Counts per = counts().minus(before).over(interval);
        List<Long> late = table.lateness.stream().sorted().toList();
        System.out.printf(
                "| %,d | %d s | %d | %,d | %,d | %,d | %,d | %d s | %d s | %d s |%n",
                RECORDS,
                interval,
                sweeps.size(),
                per.reads,
                per.reads + per.pages,
                per.writes,
                per.writes * (WRITE_UNITS + INDEX_UNITS),
                at(late, 0.5),
                at(late, 0.99),
                at(late, 1));
    }

    private void outage(int interval) {
        for (int second = 0; second < 60; second++) {
            round(second);
        }
        int back = 60 + 3600;
        Arrays.fill(hasMore, false);
        int second = back;
        do {
            round(second++);
        } while (table.behind(second) > 10);
        System.out.printf("| %,d pending | %d s | %d | %d s |%n", RECORDS, interval, sweeps.size(), second - back);
    }

    private void round(int second) {
        Duration now = Duration.ofSeconds(second);
        for (int i = 0; i < sweeps.size(); i++) {
            ScaleProcess process = processes.get(i);
            if (process.isIdleAt(now)) {
                if (!hasMore[i]) {
                    process.waitUntil(now);
                }
                hasMore[i] = sweeps.get(i).sweep();
            }
        }
    }

    private static long at(List<Long> sorted, double share) {
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }

    private record Counts(long reads, long pages, long writes) {
        Counts minus(Counts other) {
            return new Counts(reads - other.reads, pages - other.pages, writes - other.writes);
        }

        Counts over(int seconds) {
            return new Counts(reads / seconds, pages / seconds, writes / seconds);
        }
    }

    private Counts counts() {
        return new Counts(table.reads, table.pages, table.writes);
    }

    /// A Step Functions client that accepts every call.
    private static final class AcceptingStepFunctions implements StepFunctions {
        @Override
        public Reply success(TaskToken token, byte[] output) {
            return new Reply.Accepted();
        }

        @Override
        public Reply failure(TaskToken token, String error, @Nullable String cause) {
            return new Reply.Accepted();
        }

        @Override
        public Reply heartbeat(TaskToken token) {
            return new Reply.Accepted();
        }

        @Override
        public TaskOutcome taskOutcome(String executionArn, TaskToken token) {
            return new TaskOutcome.StillOpen();
        }
    }
}
