package io.taskgate.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller may do.
///
/// @param name          the key's name in the configuration: for logs
/// @param tenant        whose callbacks the key reaches
/// @param services      names, or `*`
/// @param operations    `service.operation` or operation names, or `*`
/// @param stateMachines prefixes of execution ARNs' state machines, or `*`
record Grant(
        String name, String tenant, Set<Role> roles, Set<String> services, Set<String> operations, List<String> stateMachines) {

    static final String ANY = "*";

    String principal() {
        return "key:" + name;
    }

    boolean has(Role role) {
        return roles.contains(role);
    }

    boolean covers(String service, String operation) {
        return (services.contains(ANY) || services.contains(service))
                && (operations.contains(ANY)
                        || operations.contains(operation)
                        || operations.contains(service + "." + operation));
    }

    boolean coversAll() {
        return services.contains(ANY) && operations.contains(ANY);
    }

    /// @param executionArn `arn:aws:states:region:account:execution:machine:name`
    boolean coversExecution(@Nullable String executionArn) {
        if (stateMachines.contains(ANY)) {
            return true;
        }
        String[] parts = executionArn == null ? new String[0] : executionArn.split(":", -1);
        return parts.length >= 7 && stateMachines.contains(parts[6]);
    }
}
