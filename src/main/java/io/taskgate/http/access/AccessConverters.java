package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import io.taskgate.settings.ValueConverters;
import java.util.List;

/// The converters of the settings of callers.
public final class AccessConverters {

    private AccessConverters() {}

    public static List<ValueConverters.OfType<?>> all() {
        return List.of(
                ValueConverters.words(Role.class),
                ValueConverters.of(Tenant.class, Tenant::parse),
                ValueConverters.of(StateMachinePattern.class, StateMachinePattern::parse),
                ValueConverters.of(IamPrincipalPattern.class, IamPrincipalPattern::parse));
    }
}
