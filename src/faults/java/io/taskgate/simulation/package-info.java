/// A deterministic simulation: several gateways made of the production classes, in one JVM, on simulated ports,
/// threads and time (docs/simulation.md). One seed is one run, bit for bit. Start reading at
/// [io.taskgate.simulation.SimulationRun].
@NullMarked
package io.taskgate.simulation;

import org.jspecify.annotations.NullMarked;
