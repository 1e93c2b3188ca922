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

/// All that is simulated in one run: threads and time, the ports, the gateways and what befalls them, and what
/// callers saw.
public final class SimulatedWorld {

    private static final Duration LONGEST_KILL = Duration.ofSeconds(20);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final Duration LONGEST_JUMP = Duration.ofMinutes(1);

    /// How long all clocks of a machine may stand still at once: longer would be more than the protocol
    /// tolerates.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /// The time for which production waits until load balancers have heard that a process ends.
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
        runners = new SimulatedRunnerExecutions(scheduler, faults, log, this::tell, this::nest);
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

    /// Where state machines, workers and services run. It is never killed.
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

    /// An event that is wrong in itself.
    public void observePoison(String body) {
        poison.add(body);
    }

    public List<String> poison() {
        return poison;
    }

    public SimulatedStore store() {
        return store;
    }

    public Optional<Callback> standing(CallbackId id) {
        return ledger.standing(id);
    }

    /// Puts a record into the table, for tests of the checker: no time passes.
    public void keep(Callback record) {
        ledger.keep(record);
    }

    /// Any of them, dead or alive, as a load balancer chooses that does not know yet.
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

    /// How often a gateway was asked to end and did, while none of its calls failed.
    public int cleanEnds() {
        return cleanEnds;
    }

    /// How often a gateway died at a fail point, by the step that it had done.
    public Map<FailPoint.Step, Integer> killedAfter() {
        return killedAfter;
    }

    private SimulatedGateway gateway() {
        SimulatedHost host = new SimulatedHost(scheduler, "gate-" + ++incarnations);
        boolean wrong = faults.occurs(SimulatedFault.CLOCK_WRONG_AT_START);
        Duration off = wrong ? faults.between(LONGEST_JUMP.negated(), LONGEST_JUMP) : Duration.ZERO;
        SimulatedClock clock = new SimulatedClock(scheduler, off, (random.nextDouble() * 2 - 1) * MOST_DRIFT);
        if (wrong) {
            log.add(host.name(), "begins with a clock that is off by " + off);
            scheduler.after(faults.between(LEAST, LONGEST_KILL), clock::correct);
        }
        FailPoint failPoint = step -> {
            if (faults.occurs(SimulatedFault.KILLED_BETWEEN_STEPS)) {
                log.add(host.name(), "is killed after " + step);
                killedAfter.merge(step, 1, Integer::sum);
                die(host);
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

    /// A runner's end: what it waited for is closed, and an event tells of it.
    private void tell(SimulatedRunnerExecutions.Ended ended) {
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

    /// A runner begins a batch of its items, waits for it as a state with a Retry does, and ends with its
    /// answer. Where it is stopped, its task is given up.
    private void nest(SimulatedRunnerExecutions.Run run) {
        outside.start("nested " + run.arn(), () -> {
            SimulatedExecution execution = SimulatedExecution.ofRunner(this, new SimulatedCaller(this), run.arn());
            String key = "batch_of_" + run.arn().substring(run.arn().lastIndexOf(':') + 1);
            SimulatedExecution.Wanted wanted = new SimulatedExecution.Wanted(key + "#0", SimulatedExecution.BATCH, key);
            SimulatedBatch batch =
                    SimulatedBatch.inline(BatchAnswer.itemsOf(run.input()), SimulatedBatch.Runner.WORKER, 2);
            ObservedTask task = execution.awaitBatch(wanted, batch, run::isRunning);
            if (task.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded(String output)) {
                runners.succeed(run, output);
            }
        });
    }

    private void die(SimulatedHost host) {
        kills++;
        host.kill();
        scheduler.after(faults.between(LEAST, LONGEST_KILL), () -> replace(host));
    }

    /// Asks the process that has just taken a heartbeat of the task to end, where such a thing happens in this run.
    public void endAfterSignOf(ObservedTask task) {
        gateways.stream()
                .filter(gateway -> task.isLastSignBy(gateway.host()))
                .filter(gateway -> gateway.host().isRunning() && !gateway.host().isEnding())
                .filter(_ -> faults.occurs(SimulatedFault.TERMINATED, 1))
                .findFirst()
                .ifPresent(this::terminate);
    }

    /// What a process acknowledged is kept beyond its end, and what it holds is free at once. Where its calls fail
    /// meanwhile, or it stands still, its time may be over before.
    private void terminate(SimulatedGateway gateway) {
        SimulatedHost host = gateway.host();
        long asked = scheduler.now();
        Duration stillCalled = faults.between(Duration.ZERO, LONGEST_STILL_CALLED);
        log.add(host.name(), "is asked to end");
        host.ask();
        host.start("end", () -> {
            gateway.end(stillCalled);
            log.add(host.name(), "has ended");
            if (host.hasFailedSince(asked) || host.isTroubled(asked, Duration.ofNanos(scheduler.now() - asked))) {
                host.trouble(asked);
                host.trouble();
            } else {
                cleanEnds++;
                batches.heldBy(host, asked)
                        .forEach(it -> violated(
                                SimulationInvariant.NOT_GIVEN_BACK, it.value(), host.name() + " ended with its lease"));
                ledger.reportedBy(host)
                        .forEach(it -> violated(
                                SimulationInvariant.NOT_GIVEN_BACK,
                                it.value(),
                                host.name() + " ended with its report"));
            }
            host.end();
            scheduler.after(faults.between(LEAST, LONGEST_KILL), () -> replace(host));
        });
    }

    private void replace(SimulatedHost host) {
        for (int i = 0; i < gateways.size(); i++) {
            if (gateways.get(i).host() == host) {
                gateways.set(i, gateway());
                log.add(gateways.get(i).host().name(), "takes the place of " + host.name());
            }
        }
    }

    /// What befalls gateways as a whole, until the faults are healed. For a thread of [#outside()].
    public void trouble(Duration between) {
        while (!faults.isHealed()) {
            scheduler.sleep(faults.between(LEAST, between.multipliedBy(2)));
            SimulatedGateway gateway = anyGateway();
            if (!faults.isHealed() && gateway.host().isRunning()) {
                befall(gateway);
            }
        }
    }

    private void befall(SimulatedGateway gateway) {
        SimulatedHost host = gateway.host();
        if (faults.occurs(SimulatedFault.KILLED)) {
            log.add(host.name(), "is killed");
            die(host);
        } else if (!host.isEnding() && faults.occurs(SimulatedFault.TERMINATED)) {
            terminate(gateway);
        } else if (faults.occurs(SimulatedFault.STOPPED)) {
            log.add(host.name(), "stands still");
            host.stop();
            scheduler.after(faults.between(LEAST, LONGEST_STOP), () -> {
                log.add(host.name(), "goes on");
                host.goOn();
            });
        } else if (faults.occurs(SimulatedFault.SUSPENDED)) {
            boolean wallStandsToo = random.nextBoolean();
            log.add(host.name(), "is suspended" + (wallStandsToo ? " with all its clocks" : ""));
            host.stop();
            gateway.clock().suspend();
            scheduler.after(faults.between(LEAST, wallStandsToo ? LONGEST_PAUSE : LONGEST_STOP), () -> {
                log.add(host.name(), "goes on");
                gateway.clock().resume(wallStandsToo);
                scheduler.after(faults.between(LEAST, LONGEST_KILL), gateway.clock()::correct);
                host.goOn();
            });
        } else if (faults.occurs(SimulatedFault.CLOCK_JUMP)) {
            Duration by = faults.between(LONGEST_JUMP.negated(), LONGEST_JUMP);
            log.add(host.name(), "clock jumps by " + by);
            gateway.clock().jump(by);
            scheduler.after(faults.between(LEAST, LONGEST_KILL), gateway.clock()::correct);
        }
    }

    /// From now on nothing goes wrong.
    public void heal() {
        log.add("world", "is healed");
        faults.heal();
        gateways.forEach(gateway -> gateway.clock().correct());
    }
}
