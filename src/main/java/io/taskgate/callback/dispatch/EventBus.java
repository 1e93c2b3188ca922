package io.taskgate.callback.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Publishes events to EventBridge. Thread-safe.
public interface EventBus {
    DispatchResult publish(Target.Event target, JsonNode detail);
}
