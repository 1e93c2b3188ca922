package io.taskgate.simulation;

import io.taskgate.callback.stepfunctions.StepFunctions;
import io.taskgate.simulation.check.ObservedTask;
import io.taskgate.simulation.check.SimulationInvariant;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedWorld;
import java.time.Duration;

/// The scenarios of state machines and workers with one key. Each runs on its own thread.
enum SimulationScenario {
    /// A task that is registered, processed and answered.
    PLAIN(RegistrationScenario::plain),

    /// A state that is entered repeatedly under one key. Each answer's event is delivered again, long
    /// afterwards.
    LOOP(RegistrationScenario::loop),

    /// A redriven execution, followed by runFurtherExecution executions under the same key that were not redriven.
    REDRIVEN(RegistrationScenario::redriven),

    /// Two executions that wait under one key at the same time; one of them is superseded.
    COMPETING(RegistrationScenario::competing),

    /// An answer that arrives before its registration.
    EARLY(RegistrationScenario::early),

    /// The state times out before the answer; the newer token of its Retry receives the answer. The worker
    /// repeats the work only if it can't be known whether the first task received its answer (ADR-0005).
    RETRIED(RegistrationScenario::retried),

    /// The state times out a silent task at about the same time as the gateway. The newer token of its Retry
    /// has its full time.
    RETRIED_ON_THE_EDGE(RegistrationScenario::retriedOnTheEdge),

    /// The state times out while the report of its task is in doubt. The newer token of its Retry is
    /// registered at two gateways at once, at about the time when the record becomes AMBIGUOUS.
    RETRIED_IN_DOUBT(RegistrationScenario::retriedInDoubt),

    /// The state times out, and the newer token of its Retry and the worker's answer arrive at once.
    RETRIED_AND_ANSWERED(RegistrationScenario::retriedAndAnswered),

    /// A second execution takes the key while the first one's request is being sent; it gets its own request.
    SUPERSEDED(RegistrationScenario::superseded),

    /// The event of an older attempt arrives after the registration of the newer attempt.
    OUT_OF_ORDER(RegistrationScenario::outOfOrder),

    /// The worker is silent for too long and answers after its task has failed. The token of the Retry
    /// receives the answer.
    ANSWERED_LATE(AnswerScenario::answeredLate),

    /// A worker that sends heartbeats at the moment when its time-out is due.
    ON_THE_EDGE(AnswerScenario::onTheEdge),

    /// One registration that is delivered to two gateways at once.
    DUPLICATE(RegistrationScenario::duplicate),

    /// A worker that sends heartbeats for a while, then becomes silent.
    SILENT(AnswerScenario::silent),

    /// A worker whose last heartbeat is absorbed by a process that is shut down immediately afterwards.
    SILENT_SINCE_AN_END(AnswerScenario::silentSinceAnEnd),

    /// A worker that sends heartbeats, then answers.
    BEATING(AnswerScenario::beating),

    /// A task that no worker answers in time.
    LATE(AnswerScenario::late),

    /// A batch with some runners.
    BATCHED(BatchScenario::plain),

    /// A batch that fails and stops its runners, and is retried with a newer token at the same time.
    BATCH_RETRIED(BatchScenario::retried),

    /// A batch whose runners start nested batches.
    BATCH_NESTED(BatchScenario::nested),

    /// A batch of an object in S3.
    BATCH_OF_OBJECT(BatchScenario::ofObject),

    /// A batch of the rows of a table.
    BATCH_OF_TABLE(BatchScenario::ofTable),

    /// A batch whose results are too large for a state.
    BATCH_GATHERED(BatchScenario::gathered),

    /// A service that can't call back, so that its status page is polled.
    PROBED(ProbeScenario::answered),

    /// Status pages that hang: their tasks time out without a delay for the status pages of other services.
    PROBED_HANGING(ProbeScenario::hanging),

    /// A status page that shows contradictory states.
    PROBED_LYING(ProbeScenario::lying),

    /// Tasks that are registered and answered by events, twice under one key.
    EVENT_ANSWERED(EventScenario::answered),

    /// A task that is registered and failed by events.
    EVENT_FAILED(EventScenario::failed),

    /// A worker that sends heartbeats and its answer by events.
    EVENT_BEATING(EventScenario::beating),

    /// Many heartbeat events that can't be relayed, and that must not delay other events.
    EVENT_FLOOD(EventScenario::flood),

    /// Invalid events, and one that matches no route.
    EVENT_POISON((world, _, key) -> EventScenario.poison(world, key)),

    /// A service that accepts connections without a response: the task times out without a delay for other
    /// tasks.
    HANGING(AnswerScenario::hanging);

    /// The implementation of a scenario for one key.
    private interface Script {
        void run(SimulatedWorld world, SimulatedCaller caller, String key);
    }

    /// The maximum time that a healthy gateway needs after the end of the faults for all earlier work.
    static final Duration BOUND = Duration.ofMinutes(6);

    private final Script script;

    SimulationScenario(Script script) {
        this.script = script;
    }

    void run(SimulatedWorld world, SimulatedCaller caller, String key) {
        script.run(world, caller, key);
    }

    /// Runs a runFurtherExecution execution on a key after its scenario; the scenario must not block it.
    static void runFurtherExecution(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key + "-runFurtherExecution", 0);
        TaskSpec spec = new TaskSpec(key + "#runFurtherExecution", "approve", key);
        ObservedTask task = execution.await(spec);
        execution.work(spec);
        if (!caller.awaitEnd(task, BOUND)) {
            world.violated(SimulationInvariant.BLOCKED, key, "a runFurtherExecution execution was not answered");
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
