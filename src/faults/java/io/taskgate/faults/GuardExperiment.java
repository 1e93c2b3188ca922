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

/// A small run of two gateways in the one situation that requires a guard. With the guard, the checker finds
/// no violation, independent of timing; without it, the checker finds at least one.
public final class GuardExperiment implements AutoCloseable {

    private static final int SCENARIOS = 12;
    private static final Duration LEDGER_AWAY = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BYTES_A_SECOND = 16;

    private final Mutant guard;
    private final RunPlan plan;
    private final TestBed testBed;
    private final ParticipantLog clients;
    private final ParticipantLog incidents;
    private final GatewayFleet fleet;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean over = new AtomicBoolean();

    /// Creates an experiment.
    ///
    /// @param guard the guard whose situation is produced
    /// @param artifact the gateway, with the guard or without it
    public GuardExperiment(Mutant guard, Path artifact, Path logs) throws IOException {
        this.guard = guard;
        this.plan = new RunPlan(
                "trial",
                1,
                SCENARIOS,
                2,
                SCENARIOS,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                false,
                PATIENCE,
                artifact,
                logs);
        this.testBed = new TestBed(plan.truth());
        this.clients = new ParticipantLog(plan.clients());
        this.incidents = new ParticipantLog(plan.incidents());
        this.fleet = new GatewayFleet(2, artifact, logs, testBed.aws(), incidents, new TreeMap<>(), List.of());
    }

    public List<Violation> run(Duration patience) throws IOException, InterruptedException {
        switch (guard) {
            case ACKNOWLEDGE_AFTER_COMMIT -> withUnavailableLedger();
            case ORDERING -> startScenarios(ScenarioKind.REORDERED);
            case CARRY_OVER -> startScenarios(ScenarioKind.LOST);
            case KEEP_LATE -> startScenarios(ScenarioKind.SILENT);
            case CONDITIONAL_COMMIT -> startScenarios(ScenarioKind.RACE);
            case GUARDED_TIME_OUT -> withSlowLedger();
            case AMBIGUITY -> withLostReplies();
            case FENCE -> withStoppedReporter();
        }
        awaitEnd(patience);
        testBed.aws().faults().set(List.of());
        new RecordAudit(fleet.gateways(), new GatewayCallers(fleet.gateways(), clients))
                .write(plan.clients(), plan.records(), clients);
        close();
        return Evidence.read(plan).violations();
    }

    private void startScenarios(ScenarioKind kind) {
        startScenarios(kind, fleet.gateways());
    }

    private void startScenarios(ScenarioKind kind, List<FaultGateway> gateways) {
        GatewayCallers callers = new GatewayCallers(gateways, clients);
        IntStream.range(0, SCENARIOS)
                .forEach(number -> threads.execute(() -> {
                    try {
                        new Scenario(testBed, callers, kind, guard + "-" + number, over::get).run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }

    private void awaitEnd(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while ((testBed.started() < SCENARIOS || testBed.open() > 0) && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        over.set(true);
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
    }

    /// Blocks the commits of answers for a while; registrations still succeed.
    private void withUnavailableLedger() throws InterruptedException {
        setFault(Fault.of("dynamodb:UpdateItem", Fault.Kind.THROTTLE, Integer.MAX_VALUE));
        startScenarios(ScenarioKind.PLAIN);
        Thread.sleep(LEDGER_AWAY);
        testBed.aws().faults().set(List.of());
    }

    /// Reorders writes, so that a heartbeat is written between the read and the write of a time-out.
    private void withSlowLedger() {
        setFault(new Fault(
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
        startScenarios(ScenarioKind.LAST_BEAT);
    }

    private void withLostReplies() {
        setFault(Fault.of("SendTaskSuccess", Fault.Kind.DROP_AFTER, SCENARIOS));
        startScenarios(ScenarioKind.PLAIN);
    }

    /// Stops the first gateway between two attempts of a report. The second gateway takes the report over and
    /// reports successfully. Its reply is in transit when the first gateway resumes and finds the task
    /// closed.
    private void withStoppedReporter() throws IOException, InterruptedException {
        FaultGateway reporter = fleet.gateways().getFirst();
        setFault(Fault.of("SendTaskSuccess", Fault.Kind.THROTTLE, Integer.MAX_VALUE));
        startScenarios(ScenarioKind.PLAIN, List.of(reporter));
        await(() -> testBed.struck() >= SCENARIOS * 2);
        fleet.stop(reporter);
        setFault(new Fault(
                "SendTaskSuccess",
                Fault.Kind.DRIP,
                SCENARIOS,
                0,
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                500,
                BYTES_A_SECOND));
        await(() -> testBed.acceptedSuccesses() > 0);
        Thread.sleep(300);
        reporter.resume();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.holds(); Thread.sleep(50)) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "The condition of the experiment did not hold within " + PATIENCE.toSeconds() + " s.");
            }
        }
    }

    private void setFault(Fault fault) {
        testBed.aws().faults().set(List.of(fault));
    }

    @Override
    public void close() throws IOException {
        over.set(true);
        threads.shutdownNow();
        fleet.close();
        testBed.close();
        clients.close();
        incidents.close();
    }
}
