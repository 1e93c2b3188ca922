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

/// Deals faults: those of processes and those of what is between them, each once before any is dealt again. In
/// the full form one after the other; in the short form one of each at once, and the gateways die at their
/// fatal steps meanwhile ([GatewayFleet]).
final class FaultSchedule {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A start takes seconds, and half a minute on a busy machine.
    private static final Duration SERVING = Duration.ofMinutes(3);

    /// One process that dies while another starts is a fault too; that all are away nearly all the time is
    /// none.
    private static final Duration ALL_SERVING = Duration.ofSeconds(15);
    private static final Duration OFFSET = Duration.ofSeconds(90);

    private final TestBed stage;
    private final GatewayFleet fleet;
    private final PoisonMessages poison;
    private final LargeUploads uploads;
    private final OverloadScenario overload;
    private final ParticipantLog incidents;
    private final Map<String, Integer> counts;
    private final RunPlan plan;

    /// Which process is struck.
    private final Random dice;

    /// Since when something misbehaves that the truth does not mark; null while nothing does.
    private @Nullable Instant unmarkedSince;

    FaultSchedule(
            TestBed stage,
            GatewayFleet fleet,
            PoisonMessages poison,
            LargeUploads uploads,
            OverloadScenario overload,
            ParticipantLog incidents,
            Map<String, Integer> counts,
            RunPlan plan) {
        this.stage = stage;
        this.fleet = fleet;
        this.poison = poison;
        this.uploads = uploads;
        this.overload = overload;
        this.incidents = incidents;
        this.counts = counts;
        this.plan = plan;
        this.dice = new Random(plan.seed());
    }

    private void addSteps(FaultDeck deck) {
        for (FailPoint.Step step : FailPoint.Step.values()) {
            deck.add(() -> fleet.killAt(victim(), step));
        }
    }

    private void addProcesses(FaultDeck deck) {
        deck.add(() -> fleet.kill(victim()));
        deck.add(() -> fleet.kill(victim()));
        deck.add(() -> fleet.stop(victim(), plan.stop().multipliedBy(plan.atOnce() ? 1 : 1 + dice.nextInt(3))));
        deck.add(() -> {
            victim();
            fleet.roll();
        });
        deck.add(() -> {
            victim();
            fleet.killAll();
        });
        deck.add(() -> uploads.meetAFullDisk(victim()));
        deck.add(() -> {
            Instant from = Instant.now();
            overload.burst(victim());
            incident("overload", from);
        });
    }

    private void addBetween(FaultDeck deck, Random seeds) {
        deck.add(() -> offset(OFFSET));
        deck.add(() -> offset(OFFSET.negated()));
        deck.add(poison::send);
        WireFaults.ALL.forEach(rule -> deck.add(() -> onTheWire(rule, seeds.nextLong())));
    }

    /// Deals until every card was dealt, and as long as somebody wants more.
    void deal(BooleanSupplier more) throws IOException, InterruptedException {
        if (!plan.atOnce()) {
            FaultDeck all = new FaultDeck(dice);
            addSteps(all);
            addProcesses(all);
            addBetween(all, dice);
            while (more.getAsBoolean() || !all.isDealt()) {
                playForAWhile(all);
                Thread.sleep(plan.rest());
            }
            return;
        }
        FaultDeck processes = new FaultDeck(dice);
        addProcesses(processes);
        Random seeds = new Random(-plan.seed());
        FaultDeck between = new FaultDeck(seeds);
        addBetween(between, seeds);
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> all = beside.submit(() -> {
                while (!processes.isDealt()) {
                    processes.playNext();
                }
                awaitSteps();
                return null;
            });
            while (more.getAsBoolean() || !all.isDone() || !between.isDealt()) {
                playForAWhile(between);
            }
            all.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("no fault of a process any more", e);
        }
    }

    /// Until a gateway has died at each step.
    private void awaitSteps() throws InterruptedException {
        for (long end = System.nanoTime() + SERVING.toNanos(); fleet.hasStepsAhead() && System.nanoTime() < end; ) {
            Thread.sleep(100);
        }
    }

    /// Plays the next card, and lets it work for a while.
    private void playForAWhile(FaultDeck deck) throws IOException, InterruptedException {
        deck.playNext();
        Thread.sleep(plan.card());
        // Where little is going on, a rule waits for its first call.
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !hasStruck() && System.nanoTime() < end; ) {
            Thread.sleep(200);
        }
        calm();
    }

    /// One that serves and is not going to die already: else the fault would not be met. Of all of them, if
    /// these come up in time.
    private FaultGateway victim() throws InterruptedException {
        long began = System.nanoTime();
        for (; System.nanoTime() - began < SERVING.toNanos(); Thread.sleep(100)) {
            List<FaultGateway> serving = fleet.serving();
            int least = plan.atOnce() ? 2 : fleet.gateways().size();
            boolean enough = (plan.atOnce() ? fleet.up() : serving.size()) >= least
                    || System.nanoTime() - began > ALL_SERVING.toNanos();
            if (enough && !serving.isEmpty()) {
                return serving.get(dice.nextInt(serving.size()));
            }
        }
        throw new IllegalStateException("no gateway has served for " + SERVING.toSeconds() + " s");
    }

    private void onTheWire(WireFaults.Card rule, long seed) {
        stage.aws().faults().set(rule.rules(seed));
        unmarkedSince = rule.isUnmarked() ? Instant.now() : null;
    }

    private void offset(Duration offset) {
        GatewayFleet.count(counts, "clock " + (offset.isNegative() ? "90 s behind" : "90 s ahead"));
        stage.aws().faults().clockOffset(offset);
    }

    private boolean hasStruck() {
        for (JsonNode rule : stage.rules()) {
            if (rule.path("struck").asInt() == 0) {
                return false;
            }
        }
        return true;
    }

    /// No fault on the wire, and the right time; what was struck is counted.
    void calm() {
        for (JsonNode rule : stage.rules()) {
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
        stage.aws().faults().set(List.of());
        stage.aws().faults().clockOffset(Duration.ZERO);
    }

    /// Until now.
    private void incident(String what, Instant from) {
        incidents.write(ParticipantLog.line()
                .put("incident", what)
                .put("from", from.toString())
                .put("to", Instant.now().toString()));
    }

    /// Leaves the rules in force to nobody: no clock, no fault, everyone up.
    void heal() throws IOException, InterruptedException {
        calm();
        fleet.heal();
    }
}
