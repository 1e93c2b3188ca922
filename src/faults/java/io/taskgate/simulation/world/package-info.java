/// The simulated environment: threads, time, ports, faults and gateways. Start reading at
/// [io.taskgate.simulation.world.SimulatedWorld].
@NullMarked
package io.taskgate.simulation.world;

import org.jspecify.annotations.NullMarked;
