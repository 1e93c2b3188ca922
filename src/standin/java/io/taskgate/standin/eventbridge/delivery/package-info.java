/// Delivers events to the targets of rules, with retries and dead-letter queues. Start reading at
/// [io.taskgate.standin.eventbridge.delivery.EventDeliveries].
@NullMarked
package io.taskgate.standin.eventbridge.delivery;

import org.jspecify.annotations.NullMarked;
