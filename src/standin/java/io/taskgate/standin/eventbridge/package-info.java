/// EventBridge: buses, rules, connections and their operations. Start reading at
/// [io.taskgate.standin.eventbridge.StandInEventBus].
@NullMarked
package io.taskgate.standin.eventbridge;

import org.jspecify.annotations.NullMarked;
