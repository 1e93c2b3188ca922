package io.taskgate.event.source;

import io.taskgate.event.format.EventPrincipal;
import io.taskgate.event.format.InboundEvent;
import io.taskgate.event.source.EventConfig.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The grant of an event source on the bus.
///
/// @param name            in the configuration
/// @param source          of its events; a trailing `*` matches any suffix
/// @param account         of its events; null for any
/// @param services        names, or `*`
/// @param operations      `service.operation` or operation names, or `*`
/// @param stateMachines   of registrations and ended executions
/// @param unsignedAnswers whether it may answer by callback ID without a signature
record EventSourceGrant(
        String name,
        String source,
        @Nullable String account,
        Set<Role> roles,
        Set<String> services,
        Set<String> operations,
        Set<StateMachineArn> stateMachines,
        String tenant,
        boolean unsignedAnswers)
        implements EventPrincipal {

    static final String ANY = "*";

    EventSourceGrant {
        roles = Set.copyOf(roles);
        services = Set.copyOf(services);
        operations = Set.copyOf(operations);
        stateMachines = Set.copyOf(stateMachines);
    }

    boolean isOf(InboundEvent envelope) {
        String of = envelope.source();
        boolean same = isPrefix() ? of.startsWith(prefix()) : of.equals(source);
        return same && (account == null || account.equals(envelope.account()));
    }

    private boolean isPrefix() {
        return source.endsWith(ANY);
    }

    private String prefix() {
        return source.substring(0, source.length() - ANY.length());
    }

    /// Higher is more specific: an exact source before a prefix, a longer prefix before a shorter one, and
    /// with an account before without.
    int closeness() {
        return (isPrefix() ? 0 : 1_000_000) + source.length() * 2 + (account == null ? 0 : 1);
    }

    @Override
    public String principal() {
        return "bus:" + name;
    }

    @Override
    public boolean mayAnswer(String service, String operation) {
        return roles.contains(Role.WORKER) && covers(service, operation);
    }

    @Override
    public boolean mayRegister(String service, String operation, @Nullable String executionArn) {
        return roles.contains(Role.WORKFLOW) && covers(service, operation) && coversExecution(executionArn);
    }

    @Override
    public boolean mayAnswerUnsigned() {
        return unsignedAnswers;
    }

    @Override
    public boolean mayReportStatus(String executionArn) {
        return roles.contains(Role.STATUS) && coversExecution(executionArn);
    }

    @Override
    public boolean isFromQueue() {
        return true;
    }

    private boolean covers(String service, String operation) {
        return (services.contains(ANY) || services.contains(service))
                && (operations.contains(ANY)
                        || operations.contains(operation)
                        || operations.contains(service + "." + operation));
    }

    private boolean coversExecution(@Nullable String executionArn) {
        return stateMachines.contains(StateMachineArn.ANY)
                || (executionArn != null
                        && StateMachineArn.ofExecution(executionArn)
                                .filter(stateMachines::contains)
                                .isPresent());
    }
}
