/// A deterministic simulation of several gateways in one JVM: the production classes run on simulated ports,
/// threads and time (docs/simulation.md). A seed determines a run completely. Start reading at
/// [io.taskgate.simulation.SimulationRun].
@NullMarked
package io.taskgate.simulation;

import org.jspecify.annotations.NullMarked;
