package io.taskgate.simulation.world;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.callback.model.Callback;
import io.taskgate.callback.model.CallbackId;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.SimulationLog;
import io.taskgate.simulation.check.BatchAnswer;
import io.taskgate.simulation.check.ObservedAnswer;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.check.SimulationViolation;
import io.taskgate.simulation.event.SimulatedEvents;
import io.taskgate.simulation.event.SimulatedQueue;
import io.taskgate.simulation.event.SimulatedStrayEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// The simulated environment of one run: threads and time, the ports, the gateways and their faults, and the
/// observations of callers.
public final class SimulatedWorld {

    private static final Duration LONGEST_KILL = Duration.ofSeconds(20);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration LONGEST_JUMP = Duration.ofMinutes(1);

    /// The maximum time for which all clocks of a machine may stop at once: the protocol does not tolerate
    /// more.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /// The time that production waits until load balancers have noticed the shutdown of a process.
    private static final Duration LONGEST_STILL_CALLED = Duration.ofSeconds(3);

    private static final Duration LONGEST_EVENT = Duration.ofSeconds(1);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final double MOST_DRIFT = 0.000_2;

    private final RandomGenerator random;
    private final SimulatedFaultSchedule faults;
    private final SimulatedScheduler scheduler;
    private final SimulationLog log;
    private final SimulatedHost outside;
    private final SimulatedLedger ledger;
    private final SimulatedBatchLedger batches;
    private final SimulatedStepFunctions stepFunctions;
    private final SimulatedServices services;
    private final SimulatedRunnerExecutions runners;
    private final SimulatedStore store;
    private final SimulatedQueue queue;
    private final SimulatedStrayEvents strays;
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final List<ObservedTask> tasks = new ArrayList<>();
    private final List<String> poison = new ArrayList<>();
    private final List<ObservedAnswer> answers = new ArrayList<>();
    private final List<SimulationViolation> violations = new ArrayList<>();
    private int incarnations;
    private final Map<FailPoint.Step, Integer> killedAfter = new EnumMap<>(FailPoint.Step.class);
    private int kills;
    private int cleanEnds;

    public SimulatedWorld(RandomGenerator random, int gateways, Set<SimulatedFault> without) {
        this.random = random;
        faults = SimulatedFaultSchedule.of(random, without);
        scheduler = new SimulatedScheduler(random);
        log = new SimulationLog(scheduler);
        outside = new SimulatedHost(scheduler, "outside");
        ledger = new SimulatedLedger(scheduler, faults);
        batches = new SimulatedBatchLedger(ledger);
        stepFunctions = new SimulatedStepFunctions(scheduler, faults, log);
        services = new SimulatedServices(scheduler, faults, log);
        store = new SimulatedStore(scheduler, faults);
        queue = new SimulatedQueue(scheduler, faults);
        strays = new SimulatedStrayEvents(scheduler, faults);
        runners = new SimulatedRunnerExecutions(scheduler, faults, log, this::announceEnd, this::runNestedBatch);
        for (int i = 0; i < gateways; i++) {
            this.gateways.add(gateway());
        }
    }

    public RandomGenerator random() {
        return random;
    }

    public SimulatedFaultSchedule faults() {
        return faults;
    }

    public SimulatedScheduler scheduler() {
        return scheduler;
    }

    public SimulationLog log() {
        return log;
    }

    /// The host of state machines, workers and services, which is never killed.
    public SimulatedHost outside() {
        return outside;
    }

    public SimulatedStepFunctions stepFunctions() {
        return stepFunctions;
    }

    public SimulatedServices services() {
        return services;
    }

    public SimulatedQueue queue() {
        return queue;
    }

    public SimulatedStrayEvents strays() {
        return strays;
    }

    /// Adds an invalid event.
    public void observePoison(String body) {
        poison.add(body);
    }

    public List<String> poison() {
        return poison;
    }

    public SimulatedStore store() {
        return store;
    }

    public Optional<Callback> current(CallbackId id) {
        return ledger.current(id);
    }

    /// Stores a record, for tests of the checker; simulated time does not advance.
    public void keep(Callback record) {
        ledger.keep(record);
    }

    /// Returns any gateway, running or not, as a load balancer does before its health check.
    SimulatedGateway anyGateway() {
        return gateways.get(random.nextInt(gateways.size()));
    }

    void observe(ObservedTask task) {
        tasks.add(task);
    }

    public void observe(ObservedAnswer answer) {
        answers.add(answer);
    }

    public List<ObservedTask> tasks() {
        return tasks;
    }

    public List<ObservedAnswer> answers() {
        return answers;
    }

    public void violated(SimulationInvariant rule, String subject, String what) {
        log.add("checker", rule + " " + subject + ": " + what);
        violations.add(new SimulationViolation(rule, subject, what));
    }

    public List<SimulationViolation> violations() {
        return violations;
    }

    public int kills() {
        return kills;
    }

    /// Returns the number of gateways that shut down on request while none of their calls failed.
    public int cleanEnds() {
        return cleanEnds;
    }

    /// Returns the number of gateways that ended at each fail point.
    public Map<FailPoint.Step, Integer> killedAfter() {
        return killedAfter;
    }

    private SimulatedGateway gateway() {
        SimulatedHost host = new SimulatedHost(scheduler, "gate-" + ++incarnations);
        boolean wrong = faults.occurs(SimulatedFault.CLOCK_WRONG_AT_START);
        Duration off = wrong ? faults.between(LONGEST_JUMP.negated(), LONGEST_JUMP) : Duration.ZERO;
        SimulatedClock clock = new SimulatedClock(scheduler, off, (random.nextDouble() * 2 - 1) * MOST_DRIFT);
        if (wrong) {
            log.add(host.name(), "starts with a clock offset of " + off);
            scheduler.after(faults.between(LEAST, LONGEST_KILL), clock::correct);
        }
        FailPoint failPoint = step -> {
            if (faults.occurs(SimulatedFault.KILLED_BETWEEN_STEPS)) {
                log.add(host.name(), "is killed after " + step);
                killedAfter.merge(step, 1, Integer::sum);
                killAndReplace(host);
                // A thread of a dead host never comes back from here.
                while (true) {
                    LockSupport.park(this);
                }
            }
        };
        SimulatedGateway gateway = new SimulatedGateway(
                host,
                clock,
                new SimulatedGateway.Shared(
                        ledger,
                        batches,
                        stepFunctions.client(),
                        runners,
                        services,
                        store,
                        new SimulatedObjects(store, faults),
                        queue,
                        strays),
                failPoint);
        gateway.start();
        return gateway;
    }

    /// Ends a runner: closes the tasks of its execution and sends the event of its end.
    private void announceEnd(SimulatedRunnerExecutions.Ended ended) {
        stepFunctions.closeAll(ended.executionArn());
        ObjectNode detail = JsonNodeFactory.instance
                .objectNode()
                .put("executionArn", ended.executionArn())
                .put("status", ended.status())
                .put("output", ended.output())
                .put("error", ended.error());
        outside.start(
                "event " + ended.executionArn(),
                () -> new SimulatedEvents(this).put("aws.states", "Step Functions Execution Status Change", detail));
    }

    /// Starts a nested batch of a runner's items, waits for it as a state with a Retry does, and ends the
    /// runner with its answer. Closes the task if the runner is stopped.
    private void runNestedBatch(SimulatedRunnerExecutions.Run run) {
        outside.start("nested " + run.arn(), () -> {
            SimulatedExecution execution = SimulatedExecution.ofRunner(this, new SimulatedCaller(this), run.arn());
            String key = "batch_of_" + run.arn().substring(run.arn().lastIndexOf(':') + 1);
            SimulatedExecution.TaskSpec spec =
                    new SimulatedExecution.TaskSpec(key + "#0", SimulatedExecution.BATCH, key);
            SimulatedBatch batch =
                    SimulatedBatch.inline(BatchAnswer.itemsOf(run.input()), SimulatedBatch.Runner.WORKER, 2);
            ObservedTask task = execution.awaitBatch(spec, batch, run::isRunning);
            if (task.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded(String output)) {
                runners.succeed(run, output);
            }
        });
    }

    private void killAndReplace(SimulatedHost host) {
        kills++;
        host.kill();
        scheduler.after(faults.between(LEAST, LONGEST_KILL), () -> replace(host));
    }

    /// Shuts down the process that has just acknowledged a heartbeat of the task, if this fault may occur in
    /// the run.
    public void endAfterSignOf(ObservedTask task) {
        gateways.stream()
                .filter(gateway -> task.isLastSignBy(gateway.host()))
                .filter(gateway -> gateway.host().isRunning() && !gateway.host().isEnding())
                .filter(_ -> faults.occurs(SimulatedFault.TERMINATED, 1))
                .findFirst()
                .ifPresent(this::terminate);
    }

    /// Shuts down a gateway. Its acknowledged work must survive, and its leases must be free immediately,
    /// unless its calls fail or it is paused during the shutdown, because then the grace period may end
    /// first.
    private void terminate(SimulatedGateway gateway) {
        SimulatedHost host = gateway.host();
        long asked = scheduler.now();
        Duration stillCalled = faults.between(Duration.ZERO, LONGEST_STILL_CALLED);
        log.add(host.name(), "is shut down");
        host.ask();
        host.start("end", () -> {
            gateway.end(stillCalled);
            log.add(host.name(), "has ended");
            if (host.hasFailedSince(asked) || host.isTroubled(asked, Duration.ofNanos(scheduler.now() - asked))) {
                host.markTroubled(asked);
                host.markTroubled();
            } else {
                cleanEnds++;
                batches.heldBy(host, asked)
                        .forEach(it -> violated(
                                SimulationInvariant.NOT_GIVEN_BACK,
                                it.value(),
                                host.name() + " ended without releasing its lease"));
                ledger.reportedBy(host)
                        .forEach(it -> violated(
                                SimulationInvariant.NOT_GIVEN_BACK,
                                it.value(),
                                host.name() + " ended without releasing its report"));
            }
            host.end();
            scheduler.after(faults.between(LEAST, LONGEST_KILL), () -> replace(host));
        });
    }

    private void replace(SimulatedHost host) {
        for (int i = 0; i < gateways.size(); i++) {
            if (gateways.get(i).host() == host) {
                gateways.set(i, gateway());
                log.add(gateways.get(i).host().name(), "replaces " + host.name());
            }
        }
    }

    /// Injects faults of whole gateways until the faults end. Must run on a thread of [#outside()].
    public void injectFaults(Duration between) {
        while (!faults.isHealed()) {
            scheduler.sleep(faults.between(LEAST, between.multipliedBy(2)));
            SimulatedGateway gateway = anyGateway();
            if (!faults.isHealed() && gateway.host().isRunning()) {
                injectFault(gateway);
            }
        }
    }

    private void injectFault(SimulatedGateway gateway) {
        SimulatedHost host = gateway.host();
        if (faults.occurs(SimulatedFault.KILLED)) {
            log.add(host.name(), "is killed");
            killAndReplace(host);
        } else if (!host.isEnding() && faults.occurs(SimulatedFault.TERMINATED)) {
            terminate(gateway);
        } else if (faults.occurs(SimulatedFault.STOPPED)) {
            log.add(host.name(), "is paused");
            host.stop();
            scheduler.after(faults.between(LEAST, LONGEST_STOP), () -> {
                log.add(host.name(), "resumes");
                host.resume();
            });
        } else if (faults.occurs(SimulatedFault.SUSPENDED)) {
            boolean wallStandsToo = random.nextBoolean();
            log.add(host.name(), "is suspended" + (wallStandsToo ? " with all its clocks" : ""));
            host.stop();
            gateway.clock().suspend();
            scheduler.after(faults.between(LEAST, wallStandsToo ? LONGEST_PAUSE : LONGEST_STOP), () -> {
                log.add(host.name(), "resumes");
                gateway.clock().resume(wallStandsToo);
                scheduler.after(faults.between(LEAST, LONGEST_KILL), gateway.clock()::correct);
                host.resume();
            });
        } else if (faults.occurs(SimulatedFault.CLOCK_JUMP)) {
            Duration by = faults.between(LONGEST_JUMP.negated(), LONGEST_JUMP);
            log.add(host.name(), "clock jumps by " + by);
            gateway.clock().jump(by);
            scheduler.after(faults.between(LEAST, LONGEST_KILL), gateway.clock()::correct);
        }
    }

    /// Ends all faults.
    public void heal() {
        log.add("world", "faults end");
        faults.heal();
        gateways.forEach(gateway -> gateway.clock().correct());
    }
}
