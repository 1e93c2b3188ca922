/// Compares what callers saw in a run with the truth at its end. It knows nothing of how the gateway works. Start
/// reading at [io.taskgate.simulation.check.SimulationChecker].
@NullMarked
package io.taskgate.simulation.check;

import org.jspecify.annotations.NullMarked;
