/// Parses EventBridge events, CloudEvents and webhooks into [io.taskgate.event.format.InboundEvent], and
/// verifies webhooks. It does not handle events. Start reading at
/// [io.taskgate.event.format.PostedEventParser].
@NullMarked
package io.taskgate.event.format;

import org.jspecify.annotations.NullMarked;
