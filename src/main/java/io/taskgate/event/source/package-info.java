/// The grants of event sources on the bus, and the configuration of events. It does not know handlers. Start
/// reading at [io.taskgate.event.source.EventSourceRegistry].
@NullMarked
package io.taskgate.event.source;

import org.jspecify.annotations.NullMarked;
