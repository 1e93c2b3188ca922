package io.taskgate.http.auth;

import io.taskgate.event.format.EventPrincipal;
import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import org.jspecify.annotations.Nullable;

/// The principal of a posted event, with the grant of its API key.
public record ApiKeyEventPrincipal(Grant grant) implements EventPrincipal {

    @Override
    public String principal() {
        return grant.principal();
    }

    @Override
    public String tenant() {
        return grant.tenant();
    }

    @Override
    public boolean mayAnswer(String service, String operation) {
        return grant.has(Role.WORKER) && grant.covers(service, operation);
    }

    @Override
    public boolean mayRegister(String service, String operation, @Nullable String executionArn) {
        return grant.has(Role.WORKFLOW) && grant.covers(service, operation) && grant.coversExecution(executionArn);
    }

    @Override
    public boolean mayAnswerUnsigned() {
        return grant.has(Role.WORKER);
    }

    /// A grant for all state machines is not sufficient to report the end of an execution: the grant must
    /// name the machine.
    @Override
    public boolean mayReportStatus(String executionArn) {
        return grant.has(Role.WORKFLOW) && grant.namesExecution(executionArn);
    }

    @Override
    public boolean isFromQueue() {
        return false;
    }
}
