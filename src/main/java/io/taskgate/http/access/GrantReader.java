package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Makes grants of valid settings.
///
/// @param defaultTenant of a caller without a tenant of its own
record GrantReader(Tenant defaultTenant) {

    Grant read(String principal, AccessConfig.Granted granted) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        granted.roles().ifPresent(roles::addAll);
        return new Grant(
                principal,
                granted.tenant().orElse(defaultTenant).name(),
                roles,
                Set.copyOf(granted.services()),
                Set.copyOf(granted.operations()),
                new StateMachinePatterns(List.copyOf(granted.stateMachines())),
                new StateMachinePatterns(List.copyOf(granted.runners().orElse(List.of()))));
    }
}
