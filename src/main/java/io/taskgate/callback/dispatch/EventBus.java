package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Publishes events (EventBridge). Safe for many threads.
public interface EventBus {
    DispatchResult publish(Target.Event target, JsonNode detail);
}
