/// A deterministic simulation: several gateways made of the production classes, in one JVM, on simulated ports, threads
/// and time (docs/simulation.md). One seed is one run, bit for bit. Start reading at [SimulationRun]; the scheduler of
/// threads and time is [SimulatedScheduler]. Production code must not know of it.
@NullMarked
package io.taskgate.simulation;

import org.jspecify.annotations.NullMarked;
