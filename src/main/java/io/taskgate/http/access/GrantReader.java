package io.taskgate.http.access;

import io.taskgate.callback.model.Tenant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads grants of the configuration, and collects the problems in them.
final class GrantReader {

    private final String defaultTenant;
    private final List<String> problems;

    /// @param problems gets a line for each that is found
    GrantReader(String defaultTenant, List<String> problems) {
        this.defaultTenant = defaultTenant;
        this.problems = problems;
    }

    /// @param prefix the configuration key that the grant stands under
    Grant read(String prefix, String principal, AccessConfig.Granted granted) {
        Set<Role> roles = roles(prefix, granted);
        if (roles.isEmpty()) {
            problems.add(prefix + ".roles: is missing: use some of " + Role.words());
        }
        return grant(prefix, principal, granted, roles);
    }

    /// Of a caller that does nothing for itself: no roles are needed.
    Grant readForwarding(String prefix, String principal, AccessConfig.Granted granted) {
        if (granted.roles().isPresent()) {
            problems.add(prefix + ".roles: a key that forwards principals has none of its own: remove them, and give "
                    + "roles to taskgate.access.principals");
        }
        return grant(prefix, principal, granted, EnumSet.noneOf(Role.class));
    }

    private Grant grant(String prefix, String principal, AccessConfig.Granted granted, Set<Role> roles) {
        granted.tenant()
                .filter(tenant -> !Tenant.isName(tenant))
                .ifPresent(tenant -> problems.add(prefix + ".tenant: " + Tenant.complaint(tenant)));
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
                problems.add(prefix + ".roles: \"" + role + "\" is unknown: use " + Role.words());
            }
        }
        return roles;
    }

    private StateMachinePatterns machines(String key, List<String> arns) {
        for (String arn : arns) {
            if (!StateMachinePatterns.isWellFormed(arn)) {
                problems.add(key + ": \"" + arn + "\" is no ARN of a state machine: write the full ARN, as in "
                        + "arn:aws:states:us-east-1:111122223333:stateMachine:orders, or *");
            }
        }
        return new StateMachinePatterns(List.copyOf(arns));
    }
}
