package io.taskgate.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Events in.
@ConfigMapping(prefix = "taskgate.events")
public interface EventSettings {

    /// The SQS queue that the EventBridge rule feeds, by name or URL. None: no events are taken in.
    Optional<String> queue();

    /// Whether everybody who may publish on the queue's bus may answer by callback id without a signature.
    @WithDefault("false")
    boolean trustBus();
}
