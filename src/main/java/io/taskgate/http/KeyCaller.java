package io.taskgate.http;

import io.taskgate.event.Caller;
import io.taskgate.http.auth.Grant;
import io.taskgate.http.auth.Role;
import org.jspecify.annotations.Nullable;

/// Whoever posts an event with a key: the key's grant says what it may.
record KeyCaller(Grant grant) implements Caller {

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

    @Override
    public boolean mayTellOf(String executionArn) {
        return grant.has(Role.WORKFLOW) && grant.coversExecution(executionArn);
    }
}
