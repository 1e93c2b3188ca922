package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
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

/// A run of the fault harness: `FaultRun <short|full> <seed> [callbacks]`. First faults, while plays are
/// started; then
/// the heal, after which everything has to come to its end; then the checker reads the logs.
public final class FaultRun {

    /// How often dead letters are looked at after the heal.
    private static final Duration REDRIVE = Duration.ofSeconds(10);

    private final Plan plan;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final AtomicInteger played = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    FaultRun(Plan plan) {
        this.plan = plan;
    }

    /// What the run has to say.
    record Result(Report report, List<Violation> violations) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Plan plan = Plan.of(arguments[0], Long.parseLong(arguments[1]));
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
        Uploads uploads;
        Overload overload;
        try (Stage stage = new Stage(plan.truth());
                Log clients = new Log(plan.clients());
                Log incidents = new Log(plan.incidents());
                Fleet fleet = new Fleet(
                        plan.gateways(),
                        plan.artifact(),
                        plan.logs(),
                        stage.aws(),
                        incidents,
                        counts,
                        plan.atOnce() ? List.of(FailPoint.Step.values()) : List.of())) {
            Callers callers = new Callers(fleet.gateways(), clients);
            Poison poison = new Poison(stage, counts);
            uploads = new Uploads(callers, counts);
            overload = new Overload(callers.http(), counts);
            Schedule schedule = new Schedule(stage, fleet, poison, uploads, overload, incidents, counts, plan);
            timed = phases(stage, callers, schedule, poison);
            new Records(fleet.gateways(), callers).write(plan.clients(), plan.records(), clients);
            letters = poison.deadLetters();
            poisoned = poison.sent();
        }
        Evidence evidence = Evidence.read(plan);
        List<Violation> violations = new ArrayList<>(evidence.violations());
        violations.addAll(Poison.check(poisoned, letters));
        violations.addAll(uploads.violations());
        violations.addAll(overload.violations());
        violations.addAll(evidence.tokensShown(plan.logs()));
        violations.addAll(timed.unquiet(plan.quiet()));
        Report report = new Report(
                plan, evidence, counts, timed, Duration.between(began, Instant.now()), List.copyOf(violations));
        report.write();
        return new Result(report, violations);
    }

    /// @param faults     how long there were faults
    /// @param quietAfter how long after the heal the last execution ended and the queue was empty; more than
    /// the
    ///     plan's where that did not happen
    record Timed(Duration faults, Duration quietAfter) {

        List<Violation> unquiet(Duration quiet) {
            return quietAfter.compareTo(quiet) <= 0
                    ? List.of()
                    : List.of(
                            new Violation(Rule.UNQUIET, "all", "not quiet " + quiet.toSeconds() + " s after the heal"));
        }
    }

    private Timed phases(Stage stage, Callers callers, Schedule schedule, Poison poison)
            throws IOException, InterruptedException {
        Semaphore inFlight = new Semaphore(plan.inFlight());
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        long began = System.nanoTime();
        Thread starter = Thread.ofPlatform().start(() -> startPlays(stage, callers, inFlight, enough, threads));
        Progress progress = new Progress(began);
        schedule.deal(() -> {
            progress.tell();
            return played.get() < plan.callbacks();
        });
        enough.set(true);
        starter.join();
        schedule.heal();
        long healed = System.nanoTime();
        // One second of grace, so that what is late by little is measured and not guessed.
        long patience = healed + plan.quiet().plusSeconds(1).toNanos();
        long redriven = healed - REDRIVE.toNanos();
        while ((stage.open() > 0 || !poison.isThrough()) && System.nanoTime() < patience) {
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

    /// Tells every half minute how far the run is. For one thread.
    private final class Progress {

        private final long began;
        private long told;

        Progress(long began) {
            this.began = began;
            this.told = began;
        }

        void tell() {
            long now = System.nanoTime();
            if (now - told > TimeUnit.SECONDS.toNanos(30)) {
                told = now;
                System.out.println(progress(Duration.ofNanos(now - began)));
            }
        }
    }

    private String progress(Duration since) {
        double rate = played.get() / Math.max(1.0, since.toSeconds());
        long left = (long) (Math.max(0, plan.callbacks() - played.get()) / Math.max(0.1, rate));
        return "%d of %d callbacks begun, %.0f a second, about %d s to go"
                .formatted(played.get(), plan.callbacks(), rate, left);
    }

    private void startPlays(
            Stage stage, Callers callers, Semaphore inFlight, AtomicBoolean enough, ExecutorService threads) {
        Random dice = new Random(plan.seed());
        try {
            while (!enough.get()) {
                Kind kind = Kind.any(dice);
                String key = "play-" + played.get() + "-" + kind;
                if (!inFlight.tryAcquire(1, TimeUnit.SECONDS)) {
                    continue;
                }
                played.incrementAndGet();
                threads.execute(() -> {
                    try {
                        new Play(stage, callers, kind, key, over::get).play();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        inFlight.release();
                    }
                });
                if (plan.form().equals("short")) {
                    // Spread over the whole deck: each fault must meet someone.
                    Thread.sleep(100);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The records by their correlation keys.
    static Map<String, JsonNode> byKey(List<JsonNode> records) {
        Map<String, JsonNode> byKey = new HashMap<>();
        records.forEach(record -> byKey.put(record.path("correlationKey").asText(), record));
        return byKey;
    }
}
