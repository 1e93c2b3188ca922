package io.taskgate.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;

/// Scenarios of services that can't call back, so that the gateway polls their status pages.
final class ProbeScenario {

    private static final int SOME = 4;
    private static final int MANY = 20;
    private static final Duration SHORTEST_WORK = Duration.ofSeconds(2);
    private static final Duration LONGEST_WORK = Duration.ofSeconds(40);
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private ProbeScenario() {}

    /// Runs several tasks at once.
    static void answered(SimulatedWorld world, SimulatedCaller caller, String key) {
        for (int i = 0; i < SOME; i++) {
            String one = key + "-" + i;
            world.outside().start("probed " + one, () -> worked(world, caller, one));
        }
    }

    /// Simulates a task that takes a while and then completes.
    private static void worked(SimulatedWorld world, SimulatedCaller caller, String key) {
        TaskSpec spec = new TaskSpec(key + "#0", "probed", key);
        long doneAt = doneAt(world);
        world.services().show(key, () -> world.scheduler().now() < doneAt ? page("working") : done(spec.work()));
        ObservedTask task = new SimulatedExecution(world, caller, key, 0).await(spec);
        SimulationScenario.mustEnd(world, caller, task);
        long shownAt = Math.max(doneAt, task.enteredAt());
        Duration late = Duration.ofNanos(task.task().endedAt() - shownAt).minus(SimulatedRoutes.LOOK_EVERY);
        if (world.faults().possible().isEmpty() && late.compareTo(PROMPT) > 0) {
            world.violated(SimulationInvariant.DELAYED, key, "its status page was polled too late, by " + late);
        }
    }

    /// Accepts many connections without a response.
    static void hanging(SimulatedWorld world, SimulatedCaller caller, String key) {
        for (int i = 0; i < MANY; i++) {
            String one = key + "-" + i;
            world.outside().start("stuck " + one, () -> {
                ObservedTask task =
                        new SimulatedExecution(world, caller, one, 0).await(new TaskSpec(one + "#0", "stuck", one));
                SimulationScenario.mustEnd(world, caller, task);
            });
        }
    }

    /// Shows invalid content while it works, then success and failure alternately.
    static void lying(SimulatedWorld world, SimulatedCaller caller, String key) {
        TaskSpec spec = new TaskSpec(key + "#0", "probed", key);
        long doneAt = doneAt(world);
        world.services().show(key, () -> {
            boolean heads = world.faults().upTo(1) == 0;
            if (world.scheduler().now() < doneAt) {
                return heads ? page("almost") : page("working");
            }
            return heads ? done(spec.work()) : page("failure").put("error", "Service.Lied");
        });
        SimulationScenario.mustEnd(world, caller, new SimulatedExecution(world, caller, key, 0).await(spec));
    }

    private static long doneAt(SimulatedWorld world) {
        return world.scheduler().now()
                + world.faults().between(SHORTEST_WORK, LONGEST_WORK).toNanos();
    }

    private static ObjectNode page(String state) {
        return JsonNodeFactory.instance.objectNode().put("state", state);
    }

    private static JsonNode done(String work) {
        return page("done").set("result", SimulatedCaller.result(work));
    }
}
