package io.taskgate.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.event.SimulatedEvents;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Scenarios of events from the queue, which arrive late, twice and out of order.
final class EventScenario {

    private static final int MANY = 40;
    private static final int BEATS = 4;
    private static final int POISON_MESSAGES = 5;
    private static final Duration BEAT = Duration.ofSeconds(6);
    private static final Duration PROMPT = Duration.ofSeconds(10);
    private static final Duration REQUEST_WAIT = Duration.ofMinutes(3);
    private static final Duration LONGEST_WORK = Duration.ofSeconds(6);

    /// The time limit after the end of the faults: a message that an ended process held becomes visible after
    /// 30 s each time.
    private static final Duration DEAD_LETTER_LIMIT = Duration.ofMinutes(6);

    private EventScenario() {}

    private static ObservedTask registered(SimulatedWorld world, SimulatedExecution execution, TaskSpec spec) {
        ObservedTask task = execution.enter(spec, 0);
        new SimulatedEvents(world).register(task, execution.registration(task, spec, execution.now(), 0));
        return task;
    }

    private static Optional<JsonNode> worked(SimulatedWorld world, SimulatedCaller caller, TaskSpec spec) {
        long from = world.scheduler().now();
        Optional<JsonNode> request = caller.awaitRequest(spec.key(), spec.work(), REQUEST_WAIT);
        Duration waited = Duration.ofNanos(world.scheduler().now() - from);
        if (isHealthy(world) && waited.compareTo(PROMPT) > 0) {
            world.violated(SimulationInvariant.DELAYED, spec.key(), "registered by an event after " + waited);
        }
        world.scheduler().sleep(world.faults().between(Duration.ZERO, LONGEST_WORK));
        return request;
    }

    static void answered(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        for (int round = 0; round < 2; round++) {
            TaskSpec spec = new TaskSpec(key + "#" + round, "approve", key);
            ObservedTask task = registered(world, execution, spec);
            boolean byLink = world.random().nextBoolean();
            worked(world, caller, spec)
                    .ifPresent(request -> new SimulatedEvents(world).succeed(spec, byLink ? request : null));
            SimulationScenario.mustEnd(world, caller, task);
            task.abandon();
        }
    }

    static void failed(SimulatedWorld world, SimulatedCaller caller, String key) {
        TaskSpec spec = new TaskSpec(key + "#0", "approve", key);
        ObservedTask task = registered(world, new SimulatedExecution(world, caller, key, 0), spec);
        worked(world, caller, spec)
                .ifPresent(request -> new SimulatedEvents(world).fail(spec, request, "Orders.Rejected"));
        SimulationScenario.mustEnd(world, caller, task);
    }

    static void beating(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedEvents events = new SimulatedEvents(world);
        TaskSpec spec = new TaskSpec(key + "#0", "watch", key);
        ObservedTask task = registered(world, new SimulatedExecution(world, caller, key, 0), spec);
        Optional<JsonNode> request = caller.awaitRequest(key, spec.work(), SimulatedRoutes.SILENCE);
        for (int i = 0; i < BEATS && request.isPresent(); i++) {
            world.scheduler().sleep(BEAT);
            events.beat(spec, request.get());
        }
        request.ifPresent(it -> events.succeed(spec, it));
        SimulationScenario.mustEnd(world, caller, task);
        if (isHealthy(world) && !(task.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded)) {
            world.violated(
                    SimulationInvariant.LOST,
                    key,
                    "it sent heartbeats by events, but ended with "
                            + task.task().ending());
        }
    }

    static void flood(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedEvents events = new SimulatedEvents(world);
        Map<TaskSpec, ObservedTask> all = new LinkedHashMap<>();
        for (int i = 0; i < MANY; i++) {
            String one = key + "-" + i;
            TaskSpec spec = new TaskSpec(one + "#0", "watch", one);
            ObservedTask task = registered(world, new SimulatedExecution(world, caller, one, 0), spec);
            task.task().denyHeartbeats();
            all.put(spec, task);
        }
        // Earlier heartbeats would be absorbed.
        world.scheduler().sleep(SimulatedRoutes.SILENCE.dividedBy(2));
        all.forEach((spec, task) -> {
            if (caller.awaitRequest(spec.key(), spec.work(), SimulatedRoutes.SILENCE)
                    .isPresent()) {
                for (int i = 0; i < BEATS; i++) {
                    events.beat(spec, null);
                    task.beatSent(world.scheduler().now());
                }
            }
        });
        answered(world, caller, key);
    }

    static void poison(SimulatedWorld world, String key) {
        SimulatedEvents events = new SimulatedEvents(world);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < POISON_MESSAGES; i++) {
            bodies.add(events.poison(key + "-" + i, i));
        }
        String stray = events.stray(key);
        long end = world.scheduler().now() + DEAD_LETTER_LIMIT.toNanos();
        boolean inTime = world.scheduler()
                .await(
                        world.queue().buried(),
                        () -> bodies.stream()
                                .allMatch(body -> world.queue().deadLetters().stream()
                                        .anyMatch(letter -> letter.body().equals(body))),
                        end);
        if (!inTime) {
            world.violated(
                    SimulationInvariant.DEAD_LETTERS, key, "not in the dead-letter queue within " + DEAD_LETTER_LIMIT);
        }
        world.scheduler().sleep(PROMPT);
        if (isHealthy(world) && !world.strays().holds(stray)) {
            world.violated(SimulationInvariant.DEAD_LETTERS, key, "a stray event was not stored");
        }
    }

    private static boolean isHealthy(SimulatedWorld world) {
        return world.faults().possible().isEmpty();
    }
}
