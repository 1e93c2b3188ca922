/// The event bus adapter, by PutEvents. Start reading at [io.taskgate.aws.eventbridge.EventBridgeEventBus].
@NullMarked
package io.taskgate.aws.eventbridge;

import org.jspecify.annotations.NullMarked;
