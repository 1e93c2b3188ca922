package io.taskgate.http.access;

import io.taskgate.callback.model.Callback;
import io.taskgate.payload.claimcheck.PayloadOwner;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The identity and permissions of a caller. Immutable.
///
/// @param principal     a stable name of the caller: `key:orders`,
///                      `iam:arn:aws:sts::111122223333:assumed-role/orders`, `oidc:<issuer>:<sub>`,
///                      `mtls:<subject>`
/// @param tenant        the tenant whose callbacks the caller sees and creates
/// @param services      names, or `*`
/// @param operations    `service.operation` or operation names, or `*`
/// @param stateMachines the state machines whose executions it represents
/// @param runners       the state machines that the gateway starts for it; none by default
public record Grant(
        String principal,
        String tenant,
        Set<Role> roles,
        Set<String> services,
        Set<String> operations,
        StateMachinePatterns stateMachines,
        StateMachinePatterns runners) {

    static final String ANY = "*";

    /// Returns a grant for everything, for `taskgate.access.open`.
    static Grant everything(String tenant) {
        return new Grant(
                "open",
                tenant,
                EnumSet.allOf(Role.class),
                Set.of(ANY),
                Set.of(ANY),
                new StateMachinePatterns(List.of(StateMachinePattern.ANY)),
                new StateMachinePatterns(List.of(StateMachinePattern.ANY)));
    }

    /// Returns the same grant for another caller.
    Grant withPrincipal(String caller) {
        return new Grant(caller, tenant, roles, services, operations, stateMachines, runners);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    public boolean covers(String service, String operation) {
        return (services.contains(ANY) || services.contains(service))
                && (operations.contains(ANY)
                        || operations.contains(operation)
                        || operations.contains(service + "." + operation));
    }

    /// Returns whether operators with this grant see a callback.
    public boolean covers(Callback callback) {
        return callback.tenant().equals(tenant) && covers(callback.service(), callback.operation());
    }

    public boolean coversAll() {
        return services.contains(ANY) && operations.contains(ANY);
    }

    /// Returns whether the caller represents the state machine of this execution; without an execution,
    /// whether it represents all.
    ///
    /// @param executionArn `arn:aws:states:region:account:execution:machine:name`
    public boolean coversExecution(@Nullable String executionArn) {
        return stateMachines.matchesExecution(executionArn);
    }

    /// Returns whether the grant names the state machine of this execution: a grant for all (`*`) names none.
    public boolean namesExecution(String executionArn) {
        return stateMachines.namesExecution(executionArn);
    }

    /// Returns whether the gateway may start this state machine for the caller.
    ///
    /// @param stateMachineArn `arn:aws:states:region:account:stateMachine:machine`, with or without version
    /// or alias
    public boolean mayStart(String stateMachineArn) {
        return runners.matches(stateMachineArn);
    }

    /// Returns whether the gateway may start the state machine of this execution for the caller.
    public boolean mayContinue(String executionArn) {
        return runners.matchesExecution(executionArn);
    }

    /// Returns whether the caller may read payloads of this owner: its own, and those of services in its
    /// grant.
    public boolean mayRead(PayloadOwner owner) {
        return owner.tenant().equals(tenant)
                && (services.contains(ANY)
                        || services.contains(owner.name())
                        || owner.equals(PayloadOwner.ofPrincipal(tenant, principal)));
    }

    public Set<String> roleNames() {
        return roles.stream().map(Role::wireName).collect(Collectors.toUnmodifiableSet());
    }
}
