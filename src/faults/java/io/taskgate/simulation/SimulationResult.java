package io.taskgate.simulation;

import io.taskgate.runtime.FailPoint;
import io.taskgate.simulation.check.SimulationViolation;
import io.taskgate.simulation.world.SimulatedFault;
import java.util.List;
import java.util.Map;

/// What one run came to.
///
/// @param hash     of the whole log
/// @param tasks    that waited for a token
/// @param switches how often a thread was let run
/// @param cleanEnds how often a gateway was asked to end and did, while none of its calls failed
/// @param killedAfter how often a gateway died at a fail point
/// @param endings  of the tasks in Step Functions, by kind or error
record SimulationResult(
        long seed,
        String hash,
        int tasks,
        long switches,
        int kills,
        int cleanEnds,
        Map<SimulationScenario, Integer> plays,
        Map<SimulatedFault, Integer> faults,
        Map<FailPoint.Step, Integer> killedAfter,
        Map<String, Integer> endings,
        List<SimulationViolation> violations,
        SimulationLog log) {}
