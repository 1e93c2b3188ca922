package io.taskgate.event.source;

import io.taskgate.settings.ValueConverters;
import java.util.List;

/// The converters of the settings of events.
public final class EventConverters {

    private EventConverters() {}

    public static List<ValueConverters.OfType<?>> all() {
        return List.of(
                ValueConverters.words(EventConfig.Role.class),
                ValueConverters.of(StateMachineArn.class, StateMachineArn::parse));
    }
}
