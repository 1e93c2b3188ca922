package io.taskgate.simulation;

import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.Wanted;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;

/// What state machines and workers do with one key. Each waits on a thread of its own.
enum SimulationScenario {
    /// Registered, worked on, answered.
    PLAIN(RegistrationScenario::plain),

    /// A state that is entered again and again under one key; each answer's event is delivered once more, long
    /// after.
    LOOP(RegistrationScenario::loop),

    /// An execution that was redriven, then further ones under the same key that were not.
    REDRIVEN(RegistrationScenario::redriven),

    /// Two executions that wait under one key at once: one of them is told that it was superseded.
    COMPETING(RegistrationScenario::competing),

    /// The answer comes before its registration.
    EARLY(RegistrationScenario::early),

    /// The state's own time-out ends the task before the answer; a Retry's newer token gets it. The worker does
    /// the work once more only where nobody may be able to know whether the first task has its answer
    /// (ADR-0005).
    RETRIED(RegistrationScenario::retried),

    /// The state's own time-out ends a silent task in about the moment in which the gateway does; the Retry's
    /// newer token has its whole time.
    RETRIED_ON_THE_EDGE(RegistrationScenario::retriedOnTheEdge),

    /// The state's own time-out ends the task while its report is in doubt, and the Retry's newer token is registered
    /// at two gateways at once, about when the record is AMBIGUOUS.
    RETRIED_IN_DOUBT(RegistrationScenario::retriedInDoubt),

    /// The state's own time-out ends the task, and the Retry's newer token and the worker's answer come at once.
    RETRIED_AND_ANSWERED(RegistrationScenario::retriedAndAnswered),

    /// A second execution takes the key while the first one's request is sent: it gets a request of its own.
    SUPERSEDED(RegistrationScenario::superseded),

    /// The event of an older try is delivered after the newer try has registered.
    OUT_OF_ORDER(RegistrationScenario::outOfOrder),

    /// The worker is silent for too long, and answers when its task has failed: the Retry's token gets the
    /// answer.
    ANSWERED_LATE(AnswerScenario::answeredLate),

    /// A worker that beats in the very moments in which its time is over.
    ON_THE_EDGE(AnswerScenario::onTheEdge),

    /// One registration, delivered to two gateways at once.
    DUPLICATE(RegistrationScenario::duplicate),

    /// A worker that beats for a while, then falls silent.
    SILENT(AnswerScenario::silent),

    /// A worker whose last heartbeat is absorbed by a process that is asked to end just then.
    SILENT_SINCE_AN_END(AnswerScenario::silentSinceAnEnd),

    /// A worker that beats, then answers.
    BEATING(AnswerScenario::beating),

    /// Nobody works in time.
    LATE(AnswerScenario::late),

    /// A batch of some runners.
    BATCHED(BatchScenario::plain),

    /// A batch that fails, stops its runners, and is tried again with a newer token meanwhile.
    BATCH_RETRIED(BatchScenario::retried),

    /// A batch whose runners begin batches of their own.
    BATCH_NESTED(BatchScenario::nested),

    /// A batch of an object in S3.
    BATCH_OF_OBJECT(BatchScenario::ofObject),

    /// A batch of a table's rows.
    BATCH_OF_TABLE(BatchScenario::ofTable),

    /// A batch whose results are too large to travel.
    BATCH_GATHERED(BatchScenario::gathered),

    /// A service that can't call back: its status page is looked at.
    PROBED(ProbeScenario::answered),

    /// Status pages that hang: their tasks time out, and no other service's page is looked at later.
    PROBED_HANGING(ProbeScenario::hanging),

    /// A status page that says now this, now that.
    PROBED_LYING(ProbeScenario::lying),

    /// Registered and answered by events, twice under one key.
    EVENT_ANSWERED(EventScenario::answered),

    /// Registered by an event, and failed by one.
    EVENT_FAILED(EventScenario::failed),

    /// A worker that beats by events, then answers by one.
    EVENT_BEATING(EventScenario::beating),

    /// Many heartbeats by event that can't be relayed: nobody else's event waits for them.
    EVENT_FLOOD(EventScenario::flood),

    /// Events that are wrong in themselves, and one that fits no route.
    EVENT_POISON((world, _, key) -> EventScenario.poison(world, key)),

    /// The service takes connections and does not answer: the task times out, and nobody else is delayed.
    HANGING(AnswerScenario::hanging);

    /// What is played with one key.
    private interface Play {
        void run(SimulatedWorld world, SimulatedCaller caller, String key);
    }

    /// What a healthy gateway needs at the most, after the heal, for whatever was begun before it.
    static final Duration BOUND = Duration.ofMinutes(6);

    private final Play play;

    SimulationScenario(Play play) {
        this.play = play;
    }

    void run(SimulatedWorld world, SimulatedCaller caller, String key) {
        play.run(world, caller, key);
    }

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
}
