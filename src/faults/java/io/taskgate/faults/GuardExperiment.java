package io.taskgate.faults;

import io.taskgate.faults.check.Evidence;
import io.taskgate.faults.check.ParticipantLog;
import io.taskgate.faults.check.RecordAudit;
import io.taskgate.faults.check.Violation;
import io.taskgate.faults.mutant.Mutant;
import io.taskgate.faults.scenario.GatewayCallers;
import io.taskgate.faults.scenario.Scenario;
import io.taskgate.faults.scenario.ScenarioKind;
import io.taskgate.standin.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// A small run of two gateways under the one circumstance in which a guard is needed. With the guard the
/// checker finds
/// nothing, however the timing falls out; without it, a breach.
public final class GuardExperiment implements AutoCloseable {

    private static final int PLAYS = 12;
    private static final Duration LEDGER_AWAY = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BYTES_A_SECOND = 16;

    private final Mutant guard;
    private final RunPlan plan;
    private final TestBed stage;
    private final ParticipantLog clients;
    private final ParticipantLog incidents;
    private final GatewayFleet fleet;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean over = new AtomicBoolean();

    /// Creates an experiment.
    ///
    /// @param guard the guard whose circumstance is produced
    /// @param artifact the gateway, with the guard or without it
    public GuardExperiment(Mutant guard, Path artifact, Path logs) throws IOException {
        this.guard = guard;
        this.plan = new RunPlan(
                "trial",
                1,
                PLAYS,
                2,
                PLAYS,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                false,
                PATIENCE,
                artifact,
                logs);
        this.stage = new TestBed(plan.truth());
        this.clients = new ParticipantLog(plan.clients());
        this.incidents = new ParticipantLog(plan.incidents());
        this.fleet = new GatewayFleet(2, artifact, logs, stage.aws(), incidents, new TreeMap<>(), List.of());
    }

    public List<Violation> run(Duration patience) throws IOException, InterruptedException {
        switch (guard) {
            case ACKNOWLEDGE_AFTER_COMMIT -> withoutLedger();
            case ORDERING -> play(ScenarioKind.REORDERED);
            case CARRY_OVER -> play(ScenarioKind.LOST);
            case KEEP_LATE -> play(ScenarioKind.SILENT);
            case CONDITIONAL_COMMIT -> play(ScenarioKind.RACE);
            case GUARDED_TIME_OUT -> withSlowLedger();
            case AMBIGUITY -> withLostReplies();
            case FENCE -> withAStoppedReporter();
        }
        awaitEnd(patience);
        stage.aws().faults().set(List.of());
        new RecordAudit(fleet.gateways(), new GatewayCallers(fleet.gateways(), clients))
                .write(plan.clients(), plan.records(), clients);
        close();
        return Evidence.read(plan).violations();
    }

    private void play(ScenarioKind kind) {
        play(kind, fleet.gateways());
    }

    private void play(ScenarioKind kind, List<FaultGateway> gateways) {
        GatewayCallers callers = new GatewayCallers(gateways, clients);
        IntStream.range(0, PLAYS)
                .forEach(number -> threads.execute(() -> {
                    try {
                        new Scenario(stage, callers, kind, guard + "-" + number, over::get).play();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    private void awaitEnd(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while ((stage.started() < PLAYS || stage.open() > 0) && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        over.set(true);
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
    }

    /// Registrations get through; no answer can be committed for a while.
    private void withoutLedger() throws InterruptedException {
        strike(Fault.of("dynamodb:UpdateItem", Fault.Kind.THROTTLE, Integer.MAX_VALUE));
        play(ScenarioKind.PLAIN);
        Thread.sleep(LEDGER_AWAY);
        stage.aws().faults().set(List.of());
    }

    /// Writes overtake each other, so that a heartbeat's comes between a time-out's look and its write.
    private void withSlowLedger() {
        strike(new Fault(
                "dynamodb:UpdateItem",
                Fault.Kind.LATENCY,
                Integer.MAX_VALUE,
                0,
                1,
                1,
                Duration.ZERO,
                Duration.ofMillis(1_500),
                500,
                1));
        play(ScenarioKind.LAST_BEAT);
    }

    private void withLostReplies() {
        strike(Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, PLAYS));
        play(ScenarioKind.PLAIN);
    }

    /// The first gateway stands still between two tries of a report. The second takes over, and is heard: its
    /// reply is on the way when the first goes on, and finds the task closed.
    private void withAStoppedReporter() throws IOException, InterruptedException {
        FaultGateway reporter = fleet.gateways().getFirst();
        strike(Fault.of("SendTaskSuccess", Fault.Kind.THROTTLE, Integer.MAX_VALUE));
        play(ScenarioKind.PLAIN, List.of(reporter));
        await(() -> stage.struck() >= PLAYS * 2);
        fleet.stop(reporter);
        strike(new Fault(
                "SendTaskSuccess", Fault.Kind.DRIP, PLAYS, 0, 1, 1, Duration.ZERO, Duration.ZERO, 500, BYTES_A_SECOND));
        await(() -> stage.answered() > 0);
        Thread.sleep(300);
        reporter.resume();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.holds(); Thread.sleep(50)) {
            if (System.nanoTime() > end) {
                throw new IOException("what the trial waits for did not come in " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    private void strike(Fault fault) {
        stage.aws().faults().set(List.of(fault));
    }

    @Override
    public void close() throws IOException {
        over.set(true);
        threads.shutdownNow();
        fleet.close();
        stage.close();
        clients.close();
        incidents.close();
    }
}
