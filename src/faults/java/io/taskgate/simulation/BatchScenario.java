package io.taskgate.simulation;

import io.taskgate.simulation.world.SimulatedBatch;
import io.taskgate.simulation.world.SimulatedCaller;
import io.taskgate.simulation.world.SimulatedExecution;
import io.taskgate.simulation.world.SimulatedExecution.Wanted;
import io.taskgate.simulation.world.SimulatedWorld;

/// Batches of other sources and shapes than the plain one.
final class BatchScenario {

    private BatchScenario() {}

    /// Whatever happens meanwhile, its answer speaks for each item once.
    static void succeeds(SimulatedWorld world, SimulatedCaller caller, String key, SimulatedBatch batch) {
        SimulatedExecution execution = new SimulatedExecution(world, caller, key, 0);
        Wanted wanted = new Wanted(key + "#0", SimulatedExecution.BATCH, key);
        SimulationScenario.mustSucceed(world, execution.awaitBatch(wanted, batch));
    }
}
