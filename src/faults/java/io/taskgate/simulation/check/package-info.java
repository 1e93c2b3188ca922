/// Compares what callers observed in a run with the truth at its end, without knowledge of the gateway's
/// implementation. Start reading at [io.taskgate.simulation.check.SimulationChecker].
@NullMarked
package io.taskgate.simulation.check;

import org.jspecify.annotations.NullMarked;
