package io.taskgate.simulation;

import io.taskgate.simulation.world.SimulatedBatch;
import io.taskgate.simulation.world.SimulatedBatch.Runner;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.TaskSpec;
import io.taskgate.simulation.world.SimulatedWorld;

/// Scenarios of batches with other item sources and runners than the plain batch.
final class BatchScenario {

    private BatchScenario() {}

    /// Checks that the batch succeeds and that its answer contains each item once, independent of the faults.
    static void succeeds(SimulatedWorld world, SimulatedCaller caller, String key, SimulatedBatch batch) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", SimulatedExecution.BATCH, key);
        SimulationScenario.mustSucceed(world, execution.awaitBatch(spec, batch));
    }

    static void plain(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", SimulatedExecution.BATCH, key);
        SimulationScenario.mustSucceed(
                world,
                execution.awaitBatch(
                        spec, SimulatedBatch.inline(4 + world.faults().upTo(16), Runner.WORKER)));
    }

    static void retried(SimulatedWorld world, SimulatedCaller caller, String key) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        TaskSpec spec = new TaskSpec(key + "#0", SimulatedExecution.BATCH, key);
        SimulationScenario.mustSucceed(
                world,
                execution.awaitBatch(
                        spec, SimulatedBatch.inline(4 + world.faults().upTo(16), Runner.FAILS_ONCE)));
    }

    static void nested(SimulatedWorld world, SimulatedCaller caller, String key) {
        succeeds(world, caller, key, SimulatedBatch.inline(4 + world.faults().upTo(8), Runner.NESTING));
    }

    static void ofObject(SimulatedWorld world, SimulatedCaller caller, String key) {
        succeeds(
                world,
                caller,
                key,
                SimulatedBatch.stored(world.store(), key, 4 + world.faults().upTo(16)));
    }

    static void ofTable(SimulatedWorld world, SimulatedCaller caller, String key) {
        succeeds(world, caller, key, SimulatedBatch.table(4 + world.faults().upTo(16)));
    }

    static void gathered(SimulatedWorld world, SimulatedCaller caller, String key) {
        succeeds(world, caller, key, SimulatedBatch.inline(24 + world.faults().upTo(12), Runner.VERBOSE));
    }
}
