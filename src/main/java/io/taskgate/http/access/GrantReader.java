package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads grants from the configuration and collects errors.
final class GrantReader {

    private final String defaultTenant;
    private final List<String> problems;

    /// @param problems receives one line for each error
    GrantReader(String defaultTenant, List<String> problems) {
        this.defaultTenant = defaultTenant;
        this.problems = problems;
    }

    /// @param prefix the configuration key of the grant
    Grant read(String prefix, String principal, AccessConfig.Granted granted) {
        Set<Role> roles = roles(prefix, granted);
        if (roles.isEmpty()) {
            problems.add(prefix + ".roles: Required. Use some of " + Role.wireNames() + ".");
        }
        return grant(prefix, principal, granted, roles);
    }

    /// Reads the grant of a caller that only forwards principals, and needs no roles.
    Grant readForwarding(String prefix, String principal, AccessConfig.Granted granted) {
        if (granted.roles().isPresent()) {
            problems.add(
                    prefix + ".roles: A key that forwards principals has no roles of its own. Remove them, and set "
                            + "the roles of taskgate.access.principals.");
        }
        return grant(prefix, principal, granted, EnumSet.noneOf(Role.class));
    }

    private Grant grant(String prefix, String principal, AccessConfig.Granted granted, Set<Role> roles) {
        granted.tenant()
                .filter(tenant -> !Tenant.isName(tenant))
                .ifPresent(tenant -> problems.add(prefix + ".tenant: " + Tenant.problem(tenant)));
        return new Grant(
                principal,
                granted.tenant().orElse(defaultTenant),
                roles,
                Set.copyOf(granted.services()),
                Set.copyOf(granted.operations()),
                machines(prefix + ".state-machines", granted.stateMachines()),
                machines(prefix + ".runners", granted.runners().orElse(List.of())));
    }

    private Set<Role> roles(String prefix, AccessConfig.Granted granted) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : granted.roles().orElse(List.of())) {
            try {
                roles.add(Role.parse(role.strip()));
            } catch (IllegalArgumentException e) {
                problems.add(prefix + ".roles: Unknown role \"" + role + "\". Use " + Role.wireNames() + ".");
            }
        }
        return roles;
    }

    private StateMachinePatterns machines(String key, List<String> arns) {
        for (String arn : arns) {
            if (!StateMachinePatterns.isWellFormed(arn)) {
                problems.add(key + ": Invalid state machine ARN \"" + arn + "\". Use the full ARN, for example "
                        + "arn:aws:states:us-east-1:111122223333:stateMachine:orders, or *.");
            }
        }
        return new StateMachinePatterns(List.copyOf(arns));
    }
}
