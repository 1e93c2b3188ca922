/// The queue of events, what is said by events, and the events that fit no route. Start reading at
/// [io.taskgate.simulation.event.SimulatedEvents].
@NullMarked
package io.taskgate.simulation.event;

import org.jspecify.annotations.NullMarked;
