package io.taskgate.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.scenario.LargeUploads;
import io.taskgate.faults.scenario.OverloadScenario;
import io.taskgate.faults.scenario.PoisonMessages;
import io.taskgate.faults.scenario.WireFaults;
import io.taskgate.runtime.FailPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Schedules the faults of processes and of the network. Each fault occurs once before any fault is repeated.
/// The full form runs one fault at a time. The short form runs one process fault and one network fault at a
/// time, while gateways halt at their fail points ([GatewayFleet]).
final class FaultSchedule {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// The time limit for a start, which takes up to 30 seconds on a busy machine.
    private static final Duration SERVING = Duration.ofMinutes(3);

    /// The time to wait until all gateways serve. A process may fail while another one starts, but gateways
    /// that are unavailable most of the time would test nothing else.
    private static final Duration ALL_SERVING = Duration.ofSeconds(15);
    private static final Duration OFFSET = Duration.ofSeconds(90);

    private final TestBed testBed;
    private final GatewayFleet fleet;
    private final PoisonMessages poison;
    private final LargeUploads uploads;
    private final OverloadScenario overload;
    private final ParticipantLog incidents;
    private final Map<String, Integer> counts;
    private final RunPlan plan;

    /// Selects the process that a fault affects.
    private final Random random;

    /// The start of a fault that the truth log does not mark; null if no such fault is active.
    private @Nullable Instant unmarkedSince;

    FaultSchedule(
            TestBed testBed,
            GatewayFleet fleet,
            PoisonMessages poison,
            LargeUploads uploads,
            OverloadScenario overload,
            ParticipantLog incidents,
            Map<String, Integer> counts,
            RunPlan plan) {
        this.testBed = testBed;
        this.fleet = fleet;
        this.poison = poison;
        this.uploads = uploads;
        this.overload = overload;
        this.incidents = incidents;
        this.counts = counts;
        this.plan = plan;
        this.random = new Random(plan.seed());
    }

    private void addFailPoints(FaultDeck deck) {
        for (FailPoint.Step step : FailPoint.Step.values()) {
            deck.add(() -> fleet.killAt(nextTarget(), step));
        }
    }

    private void addProcessFaults(FaultDeck deck) {
        deck.add(() -> fleet.kill(nextTarget()));
        deck.add(() -> fleet.kill(nextTarget()));
        deck.add(() -> fleet.stop(nextTarget(), plan.stop().multipliedBy(plan.atOnce() ? 1 : 1 + random.nextInt(3))));
        deck.add(() -> {
            nextTarget();
            fleet.roll();
        });
        deck.add(() -> {
            nextTarget();
            fleet.killAll();
        });
        deck.add(() -> uploads.uploadToFullDisk(nextTarget()));
        deck.add(() -> {
            Instant from = Instant.now();
            overload.burst(nextTarget());
            incident("overload", from);
        });
    }

    private void addNetworkFaults(FaultDeck deck, Random seeds) {
        deck.add(() -> offset(OFFSET));
        deck.add(() -> offset(OFFSET.negated()));
        deck.add(poison::send);
        WireFaults.ALL.forEach(rule -> deck.add(() -> setNetworkFault(rule, seeds.nextLong())));
    }

    /// Runs every fault at least once, and continues while the caller requests more.
    void deal(BooleanSupplier more) throws IOException, InterruptedException {
        if (!plan.atOnce()) {
            FaultDeck all = new FaultDeck(random);
            addFailPoints(all);
            addProcessFaults(all);
            addNetworkFaults(all, random);
            while (more.getAsBoolean() || !all.hasRunAll()) {
                runNext(all);
                Thread.sleep(plan.rest());
            }
            return;
        }
        FaultDeck processes = new FaultDeck(random);
        addProcessFaults(processes);
        Random seeds = new Random(-plan.seed());
        FaultDeck between = new FaultDeck(seeds);
        addNetworkFaults(between, seeds);
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> all = beside.submit(() -> {
                while (!processes.hasRunAll()) {
                    processes.runNext();
                }
                awaitSteps();
                return null;
            });
            while (more.getAsBoolean() || !all.isDone() || !between.hasRunAll()) {
                runNext(between);
            }
            all.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The thread of the process faults failed.", e);
        }
    }

    /// Waits until a gateway has halted at each fail point.
    private void awaitSteps() throws InterruptedException {
        for (long end = System.nanoTime() + SERVING.toNanos(); fleet.hasPendingSteps() && System.nanoTime() < end; ) {
            Thread.sleep(100);
        }
    }

    /// Starts the next fault and keeps it active for the planned time.
    private void runNext(FaultDeck deck) throws IOException, InterruptedException {
        deck.runNext();
        Thread.sleep(plan.card());
        // If there is little traffic, waits until each rule has struck at least one call.
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !hasStruck() && System.nanoTime() < end; ) {
            Thread.sleep(200);
        }
        clearFaults();
    }

    /// Returns a gateway that serves and has no pending fail point. Waits for a limited time until all
    /// gateways serve.
    private FaultGateway nextTarget() throws InterruptedException {
        long began = System.nanoTime();
        for (; System.nanoTime() - began < SERVING.toNanos(); Thread.sleep(100)) {
            List<FaultGateway> serving = fleet.serving();
            int least = plan.atOnce() ? 2 : fleet.gateways().size();
            boolean enough = (plan.atOnce() ? fleet.up() : serving.size()) >= least
                    || System.nanoTime() - began > ALL_SERVING.toNanos();
            if (enough && !serving.isEmpty()) {
                return serving.get(random.nextInt(serving.size()));
            }
        }
        throw new IllegalStateException("No gateway was ready within " + SERVING.toSeconds() + " s.");
    }

    private void setNetworkFault(WireFaults.Card rule, long seed) {
        testBed.aws().faults().set(rule.rules(seed));
        unmarkedSince = rule.isUnmarked() ? Instant.now() : null;
    }

    private void offset(Duration offset) {
        GatewayFleet.count(counts, "clock " + (offset.isNegative() ? "90 s behind" : "90 s ahead"));
        testBed.aws().faults().clockOffset(offset);
    }

    private boolean hasStruck() {
        for (JsonNode rule : testBed.rules()) {
            if (rule.path("struck").asInt() == 0) {
                return false;
            }
        }
        return true;
    }

    /// Ends all network faults, resets the clock, and counts the calls that the rules have struck.
    void clearFaults() {
        for (JsonNode rule : testBed.rules()) {
            String what =
                    rule.path("kind").asText() + " of " + rule.path("operation").asText();
            synchronized (counts) {
                counts.merge(what, rule.path("struck").asInt(), Integer::sum);
            }
        }
        if (unmarkedSince != null) {
            incident("wire", unmarkedSince);
            unmarkedSince = null;
        }
        testBed.aws().faults().set(List.of());
        testBed.aws().faults().clockOffset(Duration.ZERO);
    }

    /// Logs an incident that ends now.
    private void incident(String what, Instant from) {
        incidents.write(ParticipantLog.line()
                .put("incident", what)
                .put("from", from.toString())
                .put("to", Instant.now().toString()));
    }

    /// Ends all faults and waits until all gateways are ready.
    void heal() throws IOException, InterruptedException {
        clearFaults();
        fleet.heal();
    }
}
