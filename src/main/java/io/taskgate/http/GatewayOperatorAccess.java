package io.taskgate.http;

import io.taskgate.callback.model.Tenant;
import io.taskgate.http.access.Grant;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import jakarta.inject.Singleton;

/// Who may see what belongs to no service and no caller, as an event that could not be read: operators of the
/// gateway's own tenant whose grant covers every service.
@Singleton
final class GatewayOperatorAccess {

    private final AuthenticatedCaller caller;
    private final Tenant tenant;

    GatewayOperatorAccess(AuthenticatedCaller caller, Tenant tenant) {
        this.caller = caller;
        this.tenant = tenant;
    }

    /// @param what is asked for, in the plural
    /// @throws ProblemException 403 where the caller is none
    void require(String what) {
        Grant grant = caller.grant();
        if (!grant.coversAll() || !grant.tenant().equals(tenant.name())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN,
                    what + " are for operators of the gateway's tenant whose grant covers all services");
        }
    }
}
