package io.taskgate.simulation;

import io.taskgate.callback.model.Registration;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// Scenarios of registrations: executions, retries and redrives with the same key, and events that arrive
/// twice or late.
final class RegistrationScenario {

    private static final int ROUNDS = 3;
    private static final Duration SHORT = Duration.ofMillis(300);

    /// The margin that production code adds to a deadline because clocks differ.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration LATEST_COPY = Duration.ofSeconds(40);

    /// The time-out of the states in these scenarios.
    private static final Duration STATE_TIMEOUT = Duration.ofSeconds(4);

    /// The time for which a report is retried if Step Functions does not receive it.
    private static final Duration LOST_FOR = Duration.ofSeconds(2);

    private static final Duration AT_ONCE = Duration.ofMillis(40);

    private RegistrationScenario() {}

    static void plain(SimulatedWorld world, SimulatedCaller caller, String key) {
        answered(world, caller, key, new SimulatedExecution(world, caller, key, 0), 0);
    }

    static void loop(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        for (int round = 0; round < ROUNDS; round++) {
            TaskSpec spec = new TaskSpec(key + "#" + round, "approve", key);
            ObservedTask task = answered(world, caller, execution, spec);
            if (world.faults().occurs(SimulatedFault.DELIVERED_TWICE)) {
                answerAgain(world, caller, spec);
            }
            task.abandon();
        }
    }

    static void redriven(SimulatedWorld world, SimulatedCaller caller, String key) {
        for (int number = 0; number < ROUNDS; number++) {
            SimulatedExecution execution =
                    new SimulatedExecution(world, caller, key + "-" + number, number == 0 ? 1 : 0);
            answered(world, caller, execution, new TaskSpec(key + "#" + number, "approve", key))
                    .abandon();
        }
    }

    static void competing(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution first = new SimulatedExecution(world, caller, key + "-a", 0);
        SimulatedExecution second = new SimulatedExecution(world, caller, key + "-b", 0);
        TaskSpec spec = new TaskSpec(key + "#both", "approve", key);
        ObservedTask one = first.await(spec);
        ObservedTask other = second.await(spec);
        second.work(spec);
        SimulationScenario.mustEnd(world, caller, one);
        SimulationScenario.mustEnd(world, caller, other);
    }

    static void early(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "approve", key);
        caller.answer(
                spec.work(),
                key,
                SimulatedCaller.byKey("approve", key),
                spec.work(),
                SimulatedExecution.delivery(spec));
        SimulationScenario.mustEnd(world, caller, execution.await(spec));
    }

    static void retried(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec impatient = new TaskSpec(
                key + "#0", "approve", key, world.faults().between(Duration.ofSeconds(2), Duration.ofSeconds(9)));
        Instant enteredAt = execution.now();
        ObservedTask first = execution.enter(impatient, 0);
        caller.registerByEvent(first, execution.registration(first, impatient, enteredAt, 0));
        CompletableFuture<Void> worked = new CompletableFuture<>();
        world.outside().start("worker " + key, () -> {
            execution.work(impatient);
            worked.complete(null);
        });
        caller.awaitEnd(first, Duration.ofSeconds(15));
        first.abandon();
        if (endedByItself(first)) {
            TaskSpec patient = new TaskSpec(key + "#0", "approve", key);
            ObservedTask second = execution.enter(patient, 1);
            registeredTwiceAtTimes(world, caller, second, execution.registration(second, patient, enteredAt, 1));
            worked.join();
            if (world.faults().possible().contains(SimulatedFault.HISTORY_AWAY)) {
                world.outside().start("worker again " + key, () -> execution.workAgain(patient, second));
            }
            SimulationScenario.mustEnd(world, caller, second);
        }
    }

    static void retriedOnTheEdge(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        Instant enteredAt = execution.now();
        for (int retry = 0; retry < ROUNDS; retry++) {
            Duration timeout = SimulatedRoutes.SILENCE
                    .plus(MARGIN)
                    .plus(world.faults().between(Duration.ZERO, Duration.ofSeconds(1)));
            TaskSpec spec = new TaskSpec(key + "#0", "watch", key, timeout);
            ObservedTask task = execution.enter(spec, retry);
            caller.registerByEvent(task, execution.registration(task, spec, enteredAt, retry));
            SimulationScenario.mustEnd(world, caller, task);
            task.abandon();
        }
    }

    static void retriedInDoubt(SimulatedWorld world, SimulatedCaller caller, String key) {
        ObservedTask first = impatient(world, caller, key, () -> {
            Duration before = world.faults().between(Duration.ofMillis(100), LOST_FOR);
            world.scheduler().sleep(STATE_TIMEOUT.minus(before));
        });
        first.task().loseReport();
        retry(world, caller, key, first, LOST_FOR, true);
    }

    static void retriedAndAnswered(SimulatedWorld world, SimulatedCaller caller, String key) {
        ObservedTask[] task = new ObservedTask[1];
        task[0] = impatient(world, caller, key, () -> {
            caller.awaitEnd(task[0], SimulationScenario.BOUND);
            world.scheduler().sleep(world.faults().between(Duration.ZERO, AT_ONCE));
        });
        retry(world, caller, key, task[0], AT_ONCE, false);
    }

    /// Runs a task whose state times out soon and whose worker answers independently of that.
    private static ObservedTask impatient(
            SimulatedWorld world, SimulatedCaller caller, String key, Runnable untilAnswer) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "approve", key, STATE_TIMEOUT);
        ObservedTask first = execution.enter(spec, 0);
        Registration registration = execution.registration(first, spec, execution.now(), 0);
        world.outside().start("worker " + key, () -> {
            untilAnswer.run();
            caller.awaitRequest(key, spec.work(), SimulationScenario.BOUND)
                    .ifPresent(request -> caller.answer(
                            spec.work(),
                            key,
                            SimulatedCaller.byLink(request),
                            spec.work(),
                            SimulatedExecution.delivery(spec)));
        });
        world.outside().start("first " + key, () -> caller.registerByEvent(first, registration));
        return first;
    }

    /// Runs the Retry of a state that has timed out.
    private static void retry(
            SimulatedWorld world,
            SimulatedCaller caller,
            String key,
            ObservedTask first,
            Duration latest,
            boolean twice) {
        caller.awaitEnd(first, SimulationScenario.BOUND);
        first.abandon();
        if (!endedByItself(first)) {
            return;
        }
        world.scheduler().sleep(world.faults().between(Duration.ZERO, latest));
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec patient = new TaskSpec(key + "#0", "approve", key);
        ObservedTask second = execution.enter(patient, 1);
        Registration registration = execution.registration(second, patient, execution.now(), 1);
        if (twice) {
            world.outside().start("copy " + key, () -> caller.registerByEvent(second, registration));
        }
        caller.registerByEvent(second, registration);
        if (world.faults().possible().contains(SimulatedFault.HISTORY_AWAY)) {
            world.outside().start("worker again " + key, () -> execution.workAgain(patient, second));
        }
        SimulationScenario.mustEnd(world, caller, second);
    }

    static void superseded(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution first = new SimulatedExecution(world, caller, key + "-a", 0);
        SimulatedExecution second = new SimulatedExecution(world, caller, key + "-b", 0);
        TaskSpec older = new TaskSpec(key + "#older", "approve", key);
        TaskSpec newer = new TaskSpec(key + "#newer", "approve", key);
        ObservedTask one = first.enter(older, 0);
        Registration registration = first.registration(one, older, first.now(), 0);
        world.services().delayAndReject(key);
        world.outside().start("first " + key, () -> caller.registerByEvent(one, registration));
        world.scheduler().sleep(world.faults().between(Duration.ofMillis(20), Duration.ofMillis(150)));
        ObservedTask other = second.await(newer);
        second.work(newer);
        SimulationScenario.mustEnd(world, caller, other);
        SimulationScenario.mustEnd(world, caller, one);
    }

    static void outOfOrder(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "approve", key);
        Instant enteredAt = execution.now();
        ObservedTask older = execution.enter(spec, 0);
        older.abandon();
        world.stepFunctions().close(older.task());
        world.scheduler().sleep(SHORT);
        ObservedTask newer = execution.enter(spec, 1);
        caller.registerByEvent(newer, execution.registration(newer, spec, enteredAt, 1));
        caller.registerByEvent(older, execution.registration(older, spec, enteredAt, 0));
        execution.work(spec);
        SimulationScenario.mustEnd(world, caller, newer);
    }

    static void duplicate(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "approve", key);
        ObservedTask task = execution.enter(spec, 0);
        Instant enteredAt = execution.now();
        world.outside()
                .start(
                        "copy " + key,
                        () -> caller.registerByEvent(task, execution.registration(task, spec, enteredAt, 0)));
        caller.registerByEvent(task, execution.registration(task, spec, enteredAt, 0));
        execution.work(spec);
        SimulationScenario.mustEnd(world, caller, task);
    }

    /// Registers by an event, which the queue may deliver to two gateways at once.
    private static void registeredTwiceAtTimes(
            SimulatedWorld world, SimulatedCaller caller, ObservedTask task, Registration registration) {
        if (world.faults().occurs(SimulatedFault.DELIVERED_TWICE)) {
            world.outside().start("copy " + task.key(), () -> caller.registerByEvent(task, registration));
        }
        caller.registerByEvent(task, registration);
    }

    private static boolean endedByItself(ObservedTask task) {
        return task.task().ending() instanceof StepFunctions.TaskOutcome.ClosedOtherwise;
    }

    /// Makes the queue deliver the event of an answer again.
    private static void answerAgain(SimulatedWorld world, SimulatedCaller caller, TaskSpec spec) {
        world.outside().start("copy " + spec.work(), () -> {
            world.scheduler().sleep(world.faults().between(Duration.ZERO, LATEST_COPY));
            caller.answer(
                    spec.work(),
                    spec.key(),
                    SimulatedCaller.byKey(spec.operation(), spec.key()),
                    spec.work(),
                    SimulatedExecution.delivery(spec));
        });
    }

    private static ObservedTask answered(
            SimulatedWorld world, SimulatedCaller caller, String key, SimulatedExecution execution, int round) {
        return answered(world, caller, execution, new TaskSpec(key + "#" + round, "approve", key));
    }

    private static ObservedTask answered(
            SimulatedWorld world, SimulatedCaller caller, SimulatedExecution execution, TaskSpec spec) {
        ObservedTask task = execution.await(spec);
        execution.work(spec);
        SimulationScenario.mustEnd(world, caller, task);
        return task;
    }
}
