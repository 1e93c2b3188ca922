package io.taskgate.http.console;

import io.taskgate.http.access.Grant;
import io.taskgate.http.access.Role;
import io.taskgate.http.auth.AuthenticatedCaller;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Resource for the identity of the caller, as its credentials are understood.
@Path("/v1/identity")
@Tag(name = "Operator")
@APIResponse(responseCode = "401", description = "Missing or unknown API key")
@APIResponse(responseCode = "403", description = "The caller has no role")
public class IdentityResource {

    private final AuthenticatedCaller caller;

    IdentityResource(AuthenticatedCaller caller) {
        this.caller = caller;
    }

    @GET
    @RolesAllowed({
        Role.Names.WORKFLOW,
        Role.Names.WORKER,
        Role.Names.OPERATOR_READ,
        Role.Names.OPERATOR_ACT,
        Role.Names.AUTHOR,
        Role.Names.ADMIN,
        Role.Names.PAYLOAD_READ
    })
    @Operation(operationId = "getIdentity", summary = "Get the identity and the grant of the caller")
    @APIResponse(responseCode = "200", description = "The identity")
    public Identity get() {
        Grant grant = caller.grant();
        return new Identity(
                grant.principal(),
                grant.tenant(),
                sorted(grant.roleNames()),
                sorted(grant.services()),
                sorted(grant.operations()));
    }

    private static List<String> sorted(Iterable<String> names) {
        List<String> sorted = new java.util.ArrayList<>();
        names.forEach(sorted::add);
        sorted.sort(null);
        return sorted;
    }

    /// The identity of a caller, and its grant.
    ///
    /// @param principal  a stable name, for example `key:orders`
    /// @param services   names, or `*` for all
    /// @param operations `service.operation` or operation names, or `*` for all
    @Schema(name = "Identity")
    public record Identity(
            @Schema(required = true, examples = "key:operator")
            String principal,

            @Schema(required = true) String tenant,
            @Schema(required = true) List<String> roles,
            @Schema(required = true) List<String> services,
            @Schema(required = true) List<String> operations) {}
}
