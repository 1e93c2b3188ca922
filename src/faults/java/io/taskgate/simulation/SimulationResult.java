package io.taskgate.simulation;

import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.check.SimulationViolation;
import io.taskgate.simulation.world.SimulatedFault;
import java.util.List;
import java.util.Map;

/// The result of one run.
///
/// @param hash the hash of the whole log
/// @param tasks the number of tasks that waited for a token
/// @param switches the number of thread switches
/// @param cleanEnds the number of gateways that shut down on request while none of their calls failed
/// @param killedAfter the number of gateways that ended at each fail point
/// @param endings the outcomes of the tasks in Step Functions, by kind or error
record SimulationResult(
        long seed,
        String hash,
        int tasks,
        long switches,
        int kills,
        int cleanEnds,
        Map<SimulationScenario, Integer> scenarios,
        Map<SimulatedFault, Integer> faults,
        Map<FailPoint.Step, Integer> killedAfter,
        Map<String, Integer> endings,
        List<SimulationViolation> violations,
        SimulationLog log) {}
