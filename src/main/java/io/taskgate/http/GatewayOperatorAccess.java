package io.taskgate.http;

import io.taskgate.callback.model.Tenant;
import io.taskgate.http.access.Grant;
import io.taskgate.http.auth.AuthenticatedCaller;
import io.taskgate.http.problem.ProblemException;
import io.taskgate.http.problem.ProblemType;
import jakarta.inject.Singleton;

/// Authorizes access to data that belongs to no service and no caller, such as unreadable events: for
/// operators of the gateway tenant whose grant covers every service.
@Singleton
final class GatewayOperatorAccess {

    private final AuthenticatedCaller caller;
    private final Tenant tenant;

    GatewayOperatorAccess(AuthenticatedCaller caller, Tenant tenant) {
        this.caller = caller;
        this.tenant = tenant;
    }

    /// @param what the requested data, in the plural
    /// @throws ProblemException 403 if the caller is not such an operator
    void require(String what) {
        Grant grant = caller.grant();
        if (!grant.coversAll() || !grant.tenant().equals(tenant.name())) {
            throw ProblemException.of(
                    ProblemType.FORBIDDEN,
                    "Access to " + what
                            + " requires an operator of the gateway tenant whose grant covers all services.");
        }
    }
}
