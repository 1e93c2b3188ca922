/// Inbound events: the consumer of the queue, the router, and one handler for each kind of event. It knows no
/// HTTP resource and no SQS. Start reading at [io.taskgate.event.EventRouter].
@NullMarked
package io.taskgate.event;

import org.jspecify.annotations.NullMarked;
