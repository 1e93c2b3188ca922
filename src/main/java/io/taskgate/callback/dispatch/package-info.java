/// Step 2: sends requests and cancellation notices to workers, by the event bus or by HTTP. The transports
/// are behind its ports. Start reading at [io.taskgate.callback.dispatch.RequestDispatcher].
@NullMarked
package io.taskgate.callback.dispatch;

import org.jspecify.annotations.NullMarked;
