package io.taskgate.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Scenarios of workers: late answers, heartbeats, silence, and services that hang.
final class AnswerScenario {

    private static final int ROUNDS = 3;
    private static final int MANY = 40;

    /// The margin that production code adds to a deadline because clocks differ.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration BEAT = Duration.ofSeconds(6);

    private AnswerScenario() {}

    static void answeredLate(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "watch", key);
        Instant enteredAt = execution.now();
        ObservedTask first = execution.enter(spec, 0);
        if (!caller.registerByEvent(first, execution.registration(first, spec, enteredAt, 0))) {
            return;
        }
        Optional<JsonNode> request = caller.awaitRequest(key, spec.work(), SimulatedRoutes.SILENCE);
        SimulationScenario.mustEnd(world, caller, first);
        if (request.isEmpty()) {
            return;
        }
        execution.work(spec);
        ObservedTask second = execution.enter(spec, 1);
        caller.registerByEvent(second, execution.registration(second, spec, enteredAt, 1));
        if (!caller.awaitEnd(second, SimulationScenario.BOUND)
                || !(second.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded)) {
            world.violated(SimulationInvariant.LOST, key, "the late answer did not reach the Retry's token");
        }
    }

    static void onTheEdge(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "watch", key);
        ObservedTask task = execution.await(spec);
        Optional<JsonNode> request = caller.awaitRequest(key, spec.work(), SimulatedRoutes.SILENCE);
        for (int i = 0; i < ROUNDS && request.isPresent() && task.task().isOpen(); i++) {
            caller.beat(task, SimulatedCaller.byLink(request.get()));
            world.scheduler().sleep(SimulatedRoutes.SILENCE.plus(MARGIN));
            world.scheduler().sleep(world.faults().between(Duration.ZERO, Duration.ofSeconds(2)));
        }
        SimulationScenario.mustEnd(world, caller, task);
    }

    static void silent(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "watch", key);
        ObservedTask task = execution.await(spec);
        beat(world, caller, task, world.faults().upTo(4));
        SimulationScenario.mustEnd(world, caller, task);
    }

    static void silentSinceAnEnd(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "patrol", key);
        ObservedTask task = execution.await(spec);
        Optional<JsonNode> request = caller.awaitRequest(key, spec.work(), SimulatedRoutes.SILENCE);
        if (request.isPresent() && caller.beat(task, SimulatedCaller.byLink(request.get()))) {
            world.scheduler().sleep(world.faults().between(BEAT, BEAT.multipliedBy(2)));
            caller.beat(task, SimulatedCaller.byLink(request.get()));
            world.endAfterSignOf(task);
        }
        SimulationScenario.mustEnd(world, caller, task);
    }

    static void beating(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", "watch", key);
        ObservedTask task = execution.await(spec);
        beat(world, caller, task, 4 + world.faults().upTo(6));
        execution.work(spec);
        SimulationScenario.mustEnd(world, caller, task);
    }

    static void late(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        SimulationScenario.mustEnd(world, caller, execution.await(new TaskSpec(key + "#0", "limit", key)));
    }

    static void hanging(SimulatedWorld world, SimulatedCaller caller, String key) {
        for (int i = 0; i < MANY; i++) {
            String one = key + "-" + i;
            world.outside().start("hang " + one, () -> {
                SimulatedExecution execution = new SimulatedExecution(world, caller, one, 0);
                TaskSpec spec = new TaskSpec(one + "#0", "hang", one);
                ObservedTask task = execution.enter(spec, 0);
                caller.registerByEvent(task, execution.registration(task, spec, execution.now(), 0));
            });
        }
    }

    private static void beat(SimulatedWorld world, SimulatedCaller caller, ObservedTask task, int times) {
        Optional<JsonNode> request = caller.awaitRequest(task.key(), task.work(), SimulatedRoutes.SILENCE);
        for (int i = 0; i < times && request.isPresent(); i++) {
            if (!caller.beat(task, SimulatedCaller.byLink(request.get()))) {
                return;
            }
            world.scheduler().sleep(BEAT);
        }
    }
}
