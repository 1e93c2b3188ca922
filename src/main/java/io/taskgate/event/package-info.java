/// Inbound events: the consumer of the queue, the router, and one handler for each kind of event. The package
/// does not know HTTP resources or SQS. Start reading at [io.taskgate.event.EventRouter].
@NullMarked
package io.taskgate.event;

import org.jspecify.annotations.NullMarked;
