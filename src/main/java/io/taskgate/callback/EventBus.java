package io.taskgate.callback;

import com.fasterxml.jackson.databind.JsonNode;
import io.taskgate.route.Target;

/// Publishes events (EventBridge). Safe for many threads.
public interface EventBus {
    Delivery publish(Target.Event target, JsonNode detail);
}
