package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.faults.check.Evidence;
import io.taskgate.faults.check.Invariant;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.check.RecordAudit;
import io.taskgate.faults.check.Violation;
import io.taskgate.faults.scenario.GatewayCallers;
import io.taskgate.faults.scenario.LargeUploads;
import io.taskgate.faults.scenario.OverloadScenario;
import io.taskgate.faults.scenario.PoisonMessages;
import io.taskgate.faults.scenario.Scenario;
import io.taskgate.faults.scenario.ScenarioKind;
import io.taskgate.runtime.FailPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// A run of the fault harness: `FaultRun <short|full> <seed> [callbacks]`. The run starts scenarios while
/// faults occur, then ends all faults and waits until every execution has ended. Finally, the checker reads
/// the logs.
public final class FaultRun {

    /// The interval between two redrives of the dead letters after the end of the faults.
    private static final Duration REDRIVE = Duration.ofSeconds(10);

    private final RunPlan plan;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    FaultRun(RunPlan plan) {
        this.plan = plan;
    }

    /// The result of a run.
    record Result(FaultReport report, List<Violation> violations) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        RunPlan plan = RunPlan.of(arguments[0], Long.parseLong(arguments[1]));
        Result result = new FaultRun(arguments.length > 2 ? plan.of(Integer.parseInt(arguments[2])) : plan).run();
        System.out.println(result.report().markdown());
        System.out.println("logs: " + plan.logs());
        System.exit(result.violations().isEmpty() ? 0 : 1);
    }

    Result run() throws IOException, InterruptedException {
        Instant began = Instant.now();
        Timed timed;
        Map<String, String> letters;
        List<String> poisoned;
        LargeUploads uploads;
        OverloadScenario overload;
        try (TestBed testBed = new TestBed(plan.truth());
                ParticipantLog clients = new ParticipantLog(plan.clients());
                ParticipantLog incidents = new ParticipantLog(plan.incidents());
                GatewayFleet fleet = new GatewayFleet(
                        plan.gateways(),
                        plan.artifact(),
                        plan.logs(),
                        testBed.aws(),
                        incidents,
                        counts,
                        plan.atOnce() ? List.of(FailPoint.Step.values()) : List.of())) {
            GatewayCallers callers = new GatewayCallers(fleet.gateways(), clients);
            PoisonMessages poison = new PoisonMessages(testBed, counts);
            uploads = new LargeUploads(callers, counts);
            overload = new OverloadScenario(callers.http(), counts);
            FaultSchedule schedule =
                    new FaultSchedule(testBed, fleet, poison, uploads, overload, incidents, counts, plan);
            timed = phases(testBed, callers, schedule, poison);
            new RecordAudit(fleet.gateways(), callers).write(plan.clients(), plan.records(), clients);
            letters = poison.deadLetters();
            poisoned = poison.sent();
        }
        Evidence evidence = Evidence.read(plan);
        List<Violation> violations = new ArrayList<>(evidence.violations());
        violations.addAll(PoisonMessages.check(poisoned, letters));
        violations.addAll(uploads.violations());
        violations.addAll(overload.violations());
        violations.addAll(evidence.tokensShown(plan.logs()));
        violations.addAll(timed.unquiet(plan.quiet()));
        FaultReport report = new FaultReport(
                plan, evidence, counts, timed, Duration.between(began, Instant.now()), List.copyOf(violations));
        report.write();
        return new Result(report, violations);
    }

    /// The durations of a run.
    ///
    /// @param faults the time with faults
    /// @param quietAfter the time from the end of the faults until the last execution ended and the queue was
    ///     empty; longer than the plan's limit if that did not happen
    public record Timed(Duration faults, Duration quietAfter) {

        public List<Violation> unquiet(Duration quiet) {
            return quietAfter.compareTo(quiet) <= 0
                    ? List.of()
                    : List.of(new Violation(
                            Invariant.UNQUIET,
                            "all",
                            "not quiet " + quiet.toSeconds() + " s after the end of the faults"));
        }
    }

    private Timed phases(TestBed testBed, GatewayCallers callers, FaultSchedule schedule, PoisonMessages poison)
            throws IOException, InterruptedException {
        Semaphore inFlight = new Semaphore(plan.inFlight());
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        long began = System.nanoTime();
        Thread starter = Thread.ofPlatform().start(() -> startScenarios(testBed, callers, inFlight, enough, threads));
        Progress progress = new Progress(began);
        schedule.deal(() -> {
            progress.printIfDue();
            return started.get() < plan.callbacks();
        });
        enough.set(true);
        starter.join();
        schedule.heal();
        long healed = System.nanoTime();
        // One extra second, so that a slightly late end is measured instead of reported as a violation.
        long patience = healed + plan.quiet().plusSeconds(1).toNanos();
        long redriven = healed - REDRIVE.toNanos();
        while ((testBed.open() > 0 || !poison.isDrained()) && System.nanoTime() < patience) {
            if (System.nanoTime() - redriven > REDRIVE.toNanos()) {
                redriven = System.nanoTime();
                poison.redrive();
            }
            Thread.sleep(100);
        }
        Duration quietAfter = Duration.ofNanos(System.nanoTime() - healed);
        over.set(true);
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        return new Timed(Duration.ofNanos(healed - began), quietAfter);
    }

    /// Prints the progress of the run every half minute. Not thread-safe.
    private final class Progress {

        private final long began;
        private long printedAt;

        Progress(long began) {
            this.began = began;
            this.printedAt = began;
        }

        void printIfDue() {
            long now = System.nanoTime();
            if (now - printedAt > TimeUnit.SECONDS.toNanos(30)) {
                printedAt = now;
                System.out.println(progress(Duration.ofNanos(now - began)));
            }
        }
    }

    private String progress(Duration since) {
        double rate = started.get() / Math.max(1.0, since.toSeconds());
        long left = (long) (Math.max(0, plan.callbacks() - started.get()) / Math.max(0.1, rate));
        return "%d of %d callbacks started, %.0f per second, about %d s remaining"
                .formatted(started.get(), plan.callbacks(), rate, left);
    }

    private void startScenarios(
            TestBed testBed,
            GatewayCallers callers,
            Semaphore inFlight,
            AtomicBoolean enough,
            ExecutorService threads) {
        Random random = new Random(plan.seed());
        try {
            while (!enough.get()) {
                ScenarioKind kind = ScenarioKind.any(random);
                String key = "scenario-" + started.get() + "-" + kind;
                if (!inFlight.tryAcquire(1, TimeUnit.SECONDS)) {
                    continue;
                }
                started.incrementAndGet();
                threads.execute(() -> {
                    try {
                        new Scenario(testBed, callers, kind, key, over::get).run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        inFlight.release();
                    }
                });
                if (plan.form().equals("short")) {
                    // Spreads the scenarios over all faults, so that each fault affects some of them.
                    Thread.sleep(100);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Returns the records by their correlation keys.
    public static Map<String, JsonNode> byKey(List<JsonNode> records) {
        Map<String, JsonNode> byKey = new HashMap<>();
        records.forEach(record -> byKey.put(record.path("correlationKey").asText(), record));
        return byKey;
    }
}
