/// The event queue, the senders of events, and the events that match no route. Start reading at
/// [io.taskgate.simulation.event.SimulatedEvents].
@NullMarked
package io.taskgate.simulation.event;

import org.jspecify.annotations.NullMarked;
