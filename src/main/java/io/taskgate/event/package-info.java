/// The event edge: callback events from the queue.
@NullMarked
package io.taskgate.event;

import org.jspecify.annotations.NullMarked;
