package io.taskgate.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.callback.model.Registration;
import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SimulatedBatch;
import io.taskgate.simulation.world.SimulatedBatch.Runner;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.Wanted;
import io.taskgate.simulation.world.SimulatedFault;
import io.taskgate.simulation.world.SimulatedRoutes;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// What state machines and workers do with one key. Each waits on a thread of its own.
enum SimulationScenario {
    /// Registered, worked on, answered.
    PLAIN {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            answered(world, caller, key, new SimulatedExecution(world, caller, key, 0), 0);
        }
    },

    /// A state that is entered again and again under one key; each answer's event is delivered once more, long
    /// after.
    LOOP {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            for (int round = 0; round < ROUNDS; round++) {
                Wanted wanted = new Wanted(key + "#" + round, "approve", key);
                ObservedTask task = answered(world, caller, execution, wanted);
                if (world.faults().occurs(SimulatedFault.DELIVERED_TWICE)) {
                    answerAgain(world, caller, wanted);
                }
                task.abandon();
            }
        }
    },

    /// An execution that was redriven, then further ones under the same key that were not.
    REDRIVEN {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            for (int number = 0; number < ROUNDS; number++) {
                SimulatedExecution execution =
                        new SimulatedExecution(world, caller, key + "-" + number, number == 0 ? 1 : 0);
                answered(world, caller, execution, new Wanted(key + "#" + number, "approve", key))
                        .abandon();
            }
        }
    },

    /// Two executions that wait under one key at once: one of them is told that it was superseded.
    COMPETING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution first = new SimulatedExecution(world, caller, key + "-a", 0);
            SimulatedExecution second = new SimulatedExecution(world, caller, key + "-b", 0);
            Wanted wanted = new Wanted(key + "#both", "approve", key);
            ObservedTask one = first.await(wanted);
            ObservedTask other = second.await(wanted);
            second.work(wanted);
            mustEnd(world, caller, one);
            mustEnd(world, caller, other);
        }
    },

    /// The answer comes before its registration.
    EARLY {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "approve", key);
            caller.answer(
                    wanted.work(),
                    key,
                    SimulatedCaller.byKey("approve", key),
                    wanted.work(),
                    SimulatedExecution.delivery(wanted));
            mustEnd(world, caller, execution.await(wanted));
        }
    },

    /// The state's own time-out ends the task before the answer; a Retry's newer token gets it. The worker does
    /// the work once more only where nobody may be able to know whether the first task has its answer
    /// (ADR-0005).
    RETRIED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted impatient = new Wanted(
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
                Wanted patient = new Wanted(key + "#0", "approve", key);
                ObservedTask second = execution.enter(patient, 1);
                registeredTwiceAtTimes(world, caller, second, execution.registration(second, patient, enteredAt, 1));
                worked.join();
                if (world.faults().possible().contains(SimulatedFault.HISTORY_AWAY)) {
                    world.outside().start("worker again " + key, () -> execution.workAgain(patient, second));
                }
                mustEnd(world, caller, second);
            }
        }
    },

    /// The state's own time-out ends a silent task in about the moment in which the gateway does; the Retry's
    /// newer token has its whole time.
    RETRIED_ON_THE_EDGE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Instant enteredAt = execution.now();
            for (int retry = 0; retry < ROUNDS; retry++) {
                Duration timeout = SimulatedRoutes.SILENCE
                        .plus(MARGIN)
                        .plus(world.faults().between(Duration.ZERO, Duration.ofSeconds(1)));
                Wanted wanted = new Wanted(key + "#0", "watch", key, timeout);
                ObservedTask task = execution.enter(wanted, retry);
                caller.registerByEvent(task, execution.registration(task, wanted, enteredAt, retry));
                mustEnd(world, caller, task);
                task.abandon();
            }
        }
    },

    /// A second execution takes the key while the first one's request is sent: it gets a request of its own.
    SUPERSEDED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution first = new SimulatedExecution(world, caller, key + "-a", 0);
            SimulatedExecution second = new SimulatedExecution(world, caller, key + "-b", 0);
            Wanted older = new Wanted(key + "#older", "approve", key);
            Wanted newer = new Wanted(key + "#newer", "approve", key);
            ObservedTask one = first.enter(older, 0);
            Registration registration = first.registration(one, older, first.now(), 0);
            world.outside().start("first " + key, () -> caller.registerByEvent(one, registration));
            world.scheduler().sleep(world.faults().between(Duration.ofMillis(20), Duration.ofMillis(150)));
            ObservedTask other = second.await(newer);
            second.work(newer);
            mustEnd(world, caller, other);
            mustEnd(world, caller, one);
        }
    },

    /// The event of an older try is delivered after the newer try has registered.
    OUT_OF_ORDER {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "approve", key);
            Instant enteredAt = execution.now();
            ObservedTask older = execution.enter(wanted, 0);
            older.abandon();
            world.stepFunctions().close(older.task());
            world.scheduler().sleep(SHORT);
            ObservedTask newer = execution.enter(wanted, 1);
            caller.registerByEvent(newer, execution.registration(newer, wanted, enteredAt, 1));
            caller.registerByEvent(older, execution.registration(older, wanted, enteredAt, 0));
            execution.work(wanted);
            mustEnd(world, caller, newer);
        }
    },

    /// The worker is silent for too long, and answers when its task has failed: the Retry's token gets the
    /// answer.
    ANSWERED_LATE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "watch", key);
            Instant enteredAt = execution.now();
            ObservedTask first = execution.enter(wanted, 0);
            if (!caller.registerByEvent(first, execution.registration(first, wanted, enteredAt, 0))) {
                return;
            }
            Optional<JsonNode> request = caller.awaitRequest(key, wanted.work(), SimulatedRoutes.SILENCE);
            mustEnd(world, caller, first);
            if (request.isEmpty()) {
                return;
            }
            execution.work(wanted);
            ObservedTask second = execution.enter(wanted, 1);
            caller.registerByEvent(second, execution.registration(second, wanted, enteredAt, 1));
            if (!caller.awaitEnd(second, BOUND)
                    || !(second.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded)) {
                world.violated(SimulationInvariant.LOST, key, "the late answer did not reach the Retry's token");
            }
        }
    },

    /// A worker that beats in the very moments in which its time is over.
    ON_THE_EDGE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "watch", key);
            ObservedTask task = execution.await(wanted);
            Optional<JsonNode> request = caller.awaitRequest(key, wanted.work(), SimulatedRoutes.SILENCE);
            for (int i = 0; i < ROUNDS && request.isPresent() && task.task().isOpen(); i++) {
                caller.beat(task, SimulatedCaller.byLink(request.get()));
                world.scheduler().sleep(SimulatedRoutes.SILENCE.plus(MARGIN));
                world.scheduler().sleep(world.faults().between(Duration.ZERO, Duration.ofSeconds(2)));
            }
            mustEnd(world, caller, task);
        }
    },

    /// One registration, delivered to two gateways at once.
    DUPLICATE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "approve", key);
            ObservedTask task = execution.enter(wanted, 0);
            Instant enteredAt = execution.now();
            world.outside()
                    .start(
                            "copy " + key,
                            () -> caller.registerByEvent(task, execution.registration(task, wanted, enteredAt, 0)));
            caller.registerByEvent(task, execution.registration(task, wanted, enteredAt, 0));
            execution.work(wanted);
            mustEnd(world, caller, task);
        }
    },

    /// A worker that beats for a while, then falls silent.
    SILENT {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "watch", key);
            ObservedTask task = execution.await(wanted);
            beat(world, caller, task, world.faults().upTo(4));
            mustEnd(world, caller, task);
        }
    },

    /// A worker that beats, then answers.
    BEATING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", "watch", key);
            ObservedTask task = execution.await(wanted);
            beat(world, caller, task, 4 + world.faults().upTo(6));
            execution.work(wanted);
            mustEnd(world, caller, task);
        }
    },

    /// Nobody works in time.
    LATE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            mustEnd(world, caller, execution.await(new Wanted(key + "#0", "limit", key)));
        }
    },

    /// A batch of some runners.
    BATCHED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", SimulatedExecution.BATCH, key);
            mustSucceed(
                    world,
                    execution.awaitBatch(
                            wanted, SimulatedBatch.inline(4 + world.faults().upTo(16), Runner.WORKER)));
        }
    },

    /// A batch that fails, stops its runners, and is tried again with a newer token meanwhile.
    BATCH_RETRIED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
            Wanted wanted = new Wanted(key + "#0", SimulatedExecution.BATCH, key);
            mustSucceed(
                    world,
                    execution.awaitBatch(
                            wanted, SimulatedBatch.inline(4 + world.faults().upTo(16), Runner.FAILS_ONCE)));
        }
    },

    /// A batch whose runners begin batches of their own.
    BATCH_NESTED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            BatchScenario.succeeds(
                    world, caller, key, SimulatedBatch.inline(4 + world.faults().upTo(8), Runner.NESTING));
        }
    },

    /// A batch of an object in S3.
    BATCH_OF_OBJECT {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            BatchScenario.succeeds(
                    world,
                    caller,
                    key,
                    SimulatedBatch.stored(world.store(), key, 4 + world.faults().upTo(16)));
        }
    },

    /// A batch of a table's rows.
    BATCH_OF_TABLE {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            BatchScenario.succeeds(
                    world, caller, key, SimulatedBatch.table(4 + world.faults().upTo(16)));
        }
    },

    /// A batch whose results are too large to travel.
    BATCH_GATHERED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            BatchScenario.succeeds(
                    world,
                    caller,
                    key,
                    SimulatedBatch.inline(24 + world.faults().upTo(12), Runner.VERBOSE));
        }
    },

    /// A service that can't call back: its status page is looked at.
    PROBED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            ProbeScenario.answered(world, caller, key);
        }
    },

    /// Status pages that hang: their tasks time out, and no other service's page is looked at later.
    PROBED_HANGING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            ProbeScenario.hanging(world, caller, key);
        }
    },

    /// A status page that says now this, now that.
    PROBED_LYING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            ProbeScenario.lying(world, caller, key);
        }
    },

    /// Registered and answered by events, twice under one key.
    EVENT_ANSWERED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            EventScenario.answered(world, caller, key);
        }
    },

    /// Registered by an event, and failed by one.
    EVENT_FAILED {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            EventScenario.failed(world, caller, key);
        }
    },

    /// A worker that beats by events, then answers by one.
    EVENT_BEATING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            EventScenario.beating(world, caller, key);
        }
    },

    /// Many heartbeats by event that can't be relayed: nobody else's event waits for them.
    EVENT_FLOOD {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            EventScenario.flood(world, caller, key);
        }
    },

    /// Events that are wrong in themselves, and one that fits no route.
    EVENT_POISON {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            EventScenario.poison(world, key);
        }
    },

    /// The service takes connections and does not answer: the task times out, and nobody else is delayed.
    HANGING {
        @Override
        void run(SimulatedWorld world, SimulatedCaller caller, String key) {
            for (int i = 0; i < MANY; i++) {
                String one = key + "-" + i;
                world.outside().start("hang " + one, () -> {
                    SimulatedExecution execution = new SimulatedExecution(world, caller, one, 0);
                    Wanted wanted = new Wanted(one + "#0", "hang", one);
                    ObservedTask task = execution.enter(wanted, 0);
                    caller.registerByEvent(task, execution.registration(task, wanted, execution.now(), 0));
                });
            }
        }
    };

    private static final int ROUNDS = 3;
    private static final int MANY = 40;
    private static final Duration SHORT = Duration.ofMillis(300);

    /// What production code adds to a deadline because clocks differ.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration BEAT = Duration.ofSeconds(6);
    private static final Duration LATEST_COPY = Duration.ofSeconds(40);

    /// What a healthy gateway needs at the most, after the heal, for whatever was begun before it.
    private static final Duration BOUND = Duration.ofMinutes(6);

    abstract void run(SimulatedWorld world, SimulatedCaller caller, String key);

    /// A further execution on a key that has had its play: nothing may be in its way.
    static void further(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key + "-further", 0);
        Wanted wanted = new Wanted(key + "#further", "approve", key);
        ObservedTask task = execution.await(wanted);
        execution.work(wanted);
        if (!caller.awaitEnd(task, BOUND)) {
            world.violated(SimulationInvariant.BLOCKED, key, "a further execution is not answered");
        }
    }

    private static ObservedTask answered(
            SimulatedWorld world, SimulatedCaller caller, String key, SimulatedExecution execution, int round) {
        return answered(world, caller, execution, new Wanted(key + "#" + round, "approve", key));
    }

    private static ObservedTask answered(
            SimulatedWorld world, SimulatedCaller caller, SimulatedExecution execution, Wanted wanted) {
        ObservedTask task = execution.await(wanted);
        execution.work(wanted);
        mustEnd(world, caller, task);
        return task;
    }

    static void mustEnd(SimulatedWorld world, SimulatedCaller caller, ObservedTask task) {
        if (!caller.awaitEnd(task, BOUND)) {
            world.violated(SimulationInvariant.OPEN, task.key(), task.task().token() + " is open after " + BOUND);
        }
    }

    static void mustSucceed(SimulatedWorld world, ObservedTask task) {
        if (!(task.task().ending() instanceof StepFunctions.TaskOutcome.Succeeded)) {
            world.violated(
                    SimulationInvariant.OPEN,
                    task.key(),
                    task.task().token() + " did not succeed: " + task.task().ending());
        }
    }

    /// By an event, which the queue may show to two gateways at once.
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

    private static void beat(SimulatedWorld world, SimulatedCaller caller, ObservedTask task, int times) {
        Optional<JsonNode> request = caller.awaitRequest(task.key(), task.work(), SimulatedRoutes.SILENCE);
        for (int i = 0; i < times && request.isPresent(); i++) {
            if (!caller.beat(task, SimulatedCaller.byLink(request.get()))) {
                return;
            }
            world.scheduler().sleep(BEAT);
        }
    }

    /// The queue shows the event of an answer once more.
    private static void answerAgain(SimulatedWorld world, SimulatedCaller caller, Wanted wanted) {
        world.outside().start("copy " + wanted.work(), () -> {
            world.scheduler().sleep(world.faults().between(Duration.ZERO, LATEST_COPY));
            caller.answer(
                    wanted.work(),
                    wanted.key(),
                    SimulatedCaller.byKey(wanted.operation(), wanted.key()),
                    wanted.work(),
                    SimulatedExecution.delivery(wanted));
        });
    }
}
